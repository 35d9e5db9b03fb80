// Block Kit, drawn. `place` says where a block stands: who looks, what was chosen before, and how to act.
import { chart } from "./charts.js";
import { h, link, mrkdwn, textOf } from "./text.js";

const plain = (object) => object?.text ?? "";

async function sure(confirm) {
  if (!confirm) return true;
  const dialog = document.getElementById("confirm");
  const close = (answer) => () => dialog.close(answer);
  dialog.replaceChildren(
    h("h2", { id: "confirm-title" }, plain(confirm.title)),
    h("p", {}, textOf(confirm.text, { names: {}, channels: {} })),
    h("footer", {},
      h("button", { type: "button", onclick: close("no") }, plain(confirm.deny)),
      h("button", { type: "button", class: confirm.style ?? "primary", onclick: close("yes") }, plain(confirm.confirm))));
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}

const act = async (element, block, place, value) =>
  (await sure(element.confirm)) && place.act(element.action_id, block.block_id, value);

function button(element, block, place) {
  const attributes = { type: "button", class: element.style, "aria-label": element.accessibility_label };
  const press = async (event) => {
    const target = event.currentTarget;
    target.setAttribute("aria-busy", "true");
    await act(element, block, place, null);
    target.removeAttribute("aria-busy");
  };
  const made = h("button", { ...attributes, onclick: press }, textOf(element.text, place.people));
  return element.url ? link(element.url, made) : made;
}

const options = (element) => element.options ?? element.option_groups.flatMap((group) => group.options);

function select(element, block, place, held) {
  const shown = (list) => list.map((one) => h("option", { value: one.value }, plain(one.text)));
  const made = h("select", { "aria-label": plain(block.label) || plain(element.placeholder) || "Choose",
    onchange: (event) => act(element, block, place, event.target.value || null) },
  h("option", { value: "" }, plain(element.placeholder) || "Choose an option"),
  element.options ? shown(element.options)
    : element.option_groups.map((group) => h("optgroup", { label: plain(group.label) }, shown(group.options))));
  made.value = (held?.selected_option ?? element.initial_option)?.value ?? "";
  return made;
}

function ticks(element, block, place, held, changed) {
  const chosen = new Set((held?.selected_options ?? element.initial_options ?? []).map((one) => one.value));
  return options(element).map((one) => h("label", { class: "tick" },
    h("input", { type: "checkbox", checked: chosen.has(one.value), onchange: (event) => {
      event.target.checked ? chosen.add(one.value) : chosen.delete(one.value);
      changed([...chosen]);
    } }),
    h("span", {}, textOf(one.text, place.people), one.description && h("small", {}, textOf(one.description, place.people)))));
}

// A multi-select tells the app when its menu closes, as Slack's does.
function multiSelect(element, block, place, held) {
  let chosen = (held?.selected_options ?? element.initial_options ?? []).map((one) => one.value);
  let told = chosen.join();
  const names = () => options(element).filter((one) => chosen.includes(one.value)).map((one) => plain(one.text)).join(", ");
  const summary = h("summary", {}, names() || plain(element.placeholder) || "Choose options");
  const tell = (event) => {
    if (event.target.open || chosen.join() === told) return;
    told = chosen.join();
    act(element, block, place, chosen);
  };
  const changed = (now) => { chosen = now; summary.replaceChildren(names() || plain(element.placeholder)); };
  const details = h("details", { class: "menu multi", ontoggle: tell }, summary,
    h("div", { class: "sheet", role: "group", "aria-label": plain(element.placeholder) }, ticks(element, block, place, held, changed),
      h("button", { type: "button", class: "primary", onclick: () => { details.open = false; } }, "Done")));
  return details;
}

function overflow(element, block, place) {
  const details = h("details", { class: "menu" }, h("summary", { "aria-label": "More" }, "⋯"),
    h("div", { class: "sheet", role: "menu" }, element.options.map((one) => h("button", { type: "button", role: "menuitem", onclick: () => {
      details.open = false;
      act(element, block, place, one.value);
    } }, plain(one.text)))));
  return details;
}

function field(element, block, place, held) {
  const multiline = element.multiline;
  const made = h(multiline ? "textarea" : "input", {
    type: multiline ? null : "text", maxlength: element.max_length, rows: multiline ? 4 : null,
    placeholder: plain(element.placeholder), "aria-label": plain(block.label), autofocus: element.focus_on_load,
    onchange: (event) => place.act(element.action_id, block.block_id, event.target.value),
  });
  made.value = held?.value ?? element.initial_value ?? "";
  return made;
}

function picker(element, block, place) {
  return select({ ...element, options: Object.entries(place.people.channels).map(([value, text]) => ({ value, text: { text } })) }, block, place);
}

const ELEMENTS = {
  button, overflow, static_select: select, multi_static_select: multiSelect, plain_text_input: field, conversations_select: picker,
  checkboxes: (element, block, place, held) => h("div", { role: "group" }, ticks(element, block, place, held, (now) => act(element, block, place, now))),
};

function control(element, block, place) {
  const held = place.inputs?.[block.block_id]?.[element.action_id];
  return ELEMENTS[element.type]?.(element, block, place, held) ?? unknown(element);
}

const unknown = (thing) => h("div", { class: "unknown" }, `This page does not draw ${thing.type}.`);

function table(block) {
  const settings = block.column_settings ?? [];
  const rows = block.rows.map((row, number) => h("tr", {}, row.map((content, column) => {
    return h(number ? "td" : "th", { class: settings[column]?.align, scope: number ? null : "col" }, content.text);
  })));
  const name = `Table of ${block.rows[0].map((content) => content.text).join(", ")}`;
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": name },
    h("table", {}, h("thead", {}, rows[0]), h("tbody", {}, rows.slice(1))));
}

const BLOCKS = {
  section: (block, place) => [
    h("div", { class: "words" }, block.text && h("div", { class: "text" }, textOf(block.text, place.people)),
      block.fields && h("div", { class: "fields" }, block.fields.map((one) => h("div", {}, textOf(one, place.people))))),
    block.accessory && h("div", { class: "accessory" }, control(block.accessory, block, place)),
  ],
  header: (block, place) => h("h3", {}, textOf(block.text, place.people)),
  divider: () => h("hr"),
  context: (block, place) => block.elements.map((one) => h("span", {}, textOf(one, place.people))),
  actions: (block, place) => block.elements.map((one) => control(one, block, place)),
  input: (block, place) => [
    h("div", { class: "label" }, plain(block.label), block.optional && h("small", {}, " (optional)")),
    control(block.element, block, place),
    block.hint && h("small", {}, plain(block.hint)),
    place.errors?.[block.block_id] && h("p", { class: "error", role: "alert" }, place.errors[block.block_id]),
  ],
  table,
  rich_text: (block) => block.elements.map((part) => h("pre", {}, part.elements.map((one) => one.text))),
  data_visualization: chart,
};

export function draw(blocks, place) {
  return blocks.map((block) => h("div", { class: `block ${block.type}`, "data-block": block.block_id },
    BLOCKS[block.type] ? BLOCKS[block.type](block, place) : unknown(block)));
}

export const content = (message, place) =>
  message.blocks?.length ? draw(message.blocks, place) : h("div", { class: "block text" }, mrkdwn(message.text, place.people));
