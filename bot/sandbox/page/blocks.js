// Block Kit, drawn. `place` says where a block stands: who looks, what was chosen before, and how to act.
import { chart } from "./charts.js";
import { h } from "./nodes.js";
import { link, mrkdwn, textOf } from "./text.js";

async function sure(confirm) {
  if (!confirm) return true;
  const dialog = document.getElementById("confirm");
  const way = (value, label, style) => h("button", { value, class: style }, label.text);
  dialog.replaceChildren(h("form", { method: "dialog" },
    h("h2", { id: "confirm-title" }, confirm.title.text),
    h("p", {}, confirm.text.text),
    h("footer", {}, way("no", confirm.deny), way("yes", confirm.confirm, confirm.style ?? "primary"))));
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => { dialog.onclose = () => resolve(dialog.returnValue === "yes"); });
}

// What stands behind three dots: each item has a label, and what it does.
export function menu(style, label, items) {
  const item = ([name, run]) => h("button", {
    type: "button", role: "menuitem", onclick: () => { box.open = false; run(); },
  }, name);
  const box = h("details", { class: `menu ${style}` },
    h("summary", { "aria-label": label }, "⋯"),
    h("div", { class: "sheet", role: "menu" }, items.map(item)));
  return box;
}

function select({ options, placeholder }, tell, held, label) {
  const entries = [{ value: "", text: placeholder ?? { text: "Choose an option" } }, ...options];
  const made = h("select", { "aria-label": label, onchange: () => tell(made.value || null) },
    entries.map((one) => h("option", { value: one.value }, one.text.text)));
  made.value = held.selected_option?.value ?? held.selected_conversation ?? "";
  return made;
}

function ticks(options, chosen, changed) {
  const turn = (value) => () => changed(chosen.delete(value) ? chosen : chosen.add(value));
  return options.map(({ value, text }) => h("label", { class: "tick" },
    h("input", { type: "checkbox", checked: chosen.has(value), onchange: turn(value) }), text.text));
}

const values = (held) => new Set(held.selected_options.map((one) => one.value));

// A multi-select tells the app when its menu closes, as Slack's does.
function multiSelect({ options, placeholder }, tell, held, label) {
  const chosen = values(held);
  let told = [...chosen].join();
  const names = () => options.filter((one) => chosen.has(one.value)).map((one) => one.text.text).join(", ");
  const summary = h("summary");
  const show = () => summary.replaceChildren(names() || placeholder.text);
  const toggled = () => {
    if (box.open || [...chosen].join() === told) return;
    told = [...chosen].join();
    tell([...chosen]);
  };
  const box = h("details", { class: "menu multi", ontoggle: toggled }, summary,
    h("div", { class: "sheet", role: "group", "aria-label": label }, ticks(options, chosen, show),
      h("button", { type: "button", class: "primary", onclick: () => { box.open = false; } }, "Done")));
  show();
  return box;
}

// How each control is drawn: `tell` tells the app, `held` is what it holds, `label` is what it is called.
const ELEMENTS = {
  button: ({ text, style, url }, tell) => {
    const press = async () => {
      made.setAttribute("aria-busy", "true");
      await tell(null);
      made.removeAttribute("aria-busy");
    };
    const made = h("button", { type: "button", class: style, onclick: press }, text.text);
    return url ? link(url, made) : made;
  },
  overflow: ({ options }, tell) =>
    menu("", "More", options.map((one) => [one.text.text, () => tell(one.value)])),
  static_select: select,
  multi_static_select: multiSelect,
  conversations_select: (element, tell, held, label, { people }) => {
    const channels = Object.entries(people.channels).map(([value, text]) => ({ value, text: { text } }));
    return select({ ...element, options: channels }, tell, held, label);
  },
  checkboxes: ({ options }, tell, held, label) =>
    h("div", { role: "group", "aria-label": label }, ticks(options, values(held), (now) => tell([...now]))),
  plain_text_input: ({ multiline, max_length: most, placeholder }, tell, held, label) => {
    const made = h(multiline ? "textarea" : "input", {
      rows: multiline && 4, maxlength: most, placeholder: placeholder?.text, "aria-label": label,
      onchange: () => tell(made.value),
    });
    made.value = held.value ?? "";
    return made;
  },
};

function control(element, block, place) {
  const tell = async (value) =>
    (await sure(element.confirm)) && place.act(element.action_id, block.block_id, value);
  const held = place.inputs[block.block_id]?.[element.action_id];
  const label = (block.label ?? element.placeholder)?.text;
  return (ELEMENTS[element.type] ?? unknown)(element, tell, held, label, place);
}

const unknown = ({ type }) => h("div", { class: "unknown" }, `This page does not draw ${type}.`);

function table({ rows, column_settings: columns }) {
  const row = (cells, number) => h("tr", {}, cells.map(({ text }, column) =>
    h(number ? "td" : "th", { class: columns[column].align, scope: number ? null : "col" }, text)));
  const [head, ...body] = rows.map(row);
  const label = `Table of ${rows[0].map((cell) => cell.text).join(", ")}`;
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label },
    h("table", {}, h("thead", {}, head), h("tbody", {}, body)));
}

const BLOCKS = {
  section: (block, place) => [
    h("div", { class: "text" }, textOf(block.text, place.people)),
    block.accessory && h("div", { class: "accessory" }, control(block.accessory, block, place)),
  ],
  header: ({ text }) => h("h3", {}, text.text),
  divider: () => h("hr"),
  context: ({ elements }, { people }) => elements.map((one) => h("span", {}, textOf(one, people))),
  actions: (block, place) => block.elements.map((one) => control(one, block, place)),
  input: (block, place) => [
    h("div", { class: "label" }, block.label.text, block.optional && h("small", {}, " (optional)")),
    control(block.element, block, place),
    block.hint && h("small", {}, block.hint.text),
    place.errors?.[block.block_id] && h("p", { class: "error", role: "alert" }, place.errors[block.block_id]),
  ],
  table,
  rich_text: ({ elements }) => elements.map((part) => h("pre", {}, part.elements.map((one) => one.text))),
  data_visualization: chart,
};

export const draw = (blocks, place) => blocks.map((block) =>
  h("div", { class: `block ${block.type}` }, (BLOCKS[block.type] ?? unknown)(block, place)));

export const content = (message, place) => (message.blocks?.length ? draw(message.blocks, place)
  : h("div", { class: "block text" }, mrkdwn(message.text, place.people)));
