// Block Kit, drawn. `act` tells the app of an action, with all that stands in the inputs beside it.
import { chart } from "./charts.js";
import { h } from "./nodes.js";
import { state, textOf } from "./text.js";

// What one has chosen and typed in each message or view: Slack's state.values.
export const filled = {};

export function draw(key, blocks, act, errors = {}) {
  const place = { before: filled[key] ?? {}, values: {}, act, errors };
  filled[key] = place.values;
  return blocks.map((block) =>
    h("div", { class: `block ${block.type}` }, (BLOCKS[block.type] ?? unknown)(block, place)));
}

const unknown = ({ type }) => h("div", { class: "unknown" }, `This page does not draw ${type}.`);

async function sure(confirm) {
  if (!confirm) return true;
  const way = (value, label, style) => h("button", { value, class: style }, label.text);
  const dialog = h("dialog", { class: "confirm", "aria-label": confirm.title.text },
    h("h2", {}, confirm.title.text),
    h("p", {}, confirm.text.text),
    h("form", { method: "dialog" }, h("footer", {},
      way("no", confirm.deny), way("yes", confirm.confirm, confirm.style ?? "primary"))));
  document.body.append(dialog);
  dialog.showModal();
  await new Promise((resolve) => { dialog.onclose = resolve; });
  dialog.remove();
  return dialog.returnValue === "yes";
}

// Escape closes what is open and puts one back where one was.
function escaped(event) {
  const box = event.currentTarget;
  if (event.key !== "Escape" || !box.open) return;
  event.stopPropagation();
  box.open = false;
  box.firstChild.focus();
}

// A menu closes, too, where one goes on to something else.
function left({ currentTarget: box, relatedTarget: next }) {
  if (next && !box.contains(next)) box.open = false;
}

// What stands behind three dots: each item has a label, and what it does.
export function menu(style, label, items) {
  const item = ([name, run]) => h("button", {
    type: "button", role: "menuitem", onclick: () => { box.open = false; run(); },
  }, name);
  const reveal = () => box.lastChild.scrollIntoView({ block: "nearest" });
  const box = h("details", { class: `menu ${style}`, ontoggle: reveal, onkeydown: escaped, onfocusout: left },
    h("summary", { "aria-label": label }, "⋯"),
    h("div", { class: "sheet", role: "menu" }, items.map(item)));
  return box;
}

function select({ options, placeholder }, tell, chosen, label) {
  const entries = [{ value: "", text: placeholder ?? { text: "Choose an option" } }, ...options];
  const onchange = () => tell(options[made.selectedIndex - 1] ?? null);
  const made = h("select", { "aria-label": label, onchange },
    entries.map(({ value, text }) => h("option", { value }, text.text)));
  made.value = chosen?.value ?? "";
  return made;
}

function ticks({ options }, tell, chosen) {
  const others = (option) => chosen.filter((one) => one.value !== option.value);
  const turn = (option) => ({ target }) =>
    tell(chosen = target.checked ? [...chosen, option] : others(option));
  return options.map((option) => h("label", { class: "tick" },
    h("input", { type: "checkbox", checked: others(option).length < chosen.length, onchange: turn(option) }),
    option.text.text));
}

// A multi-select tells the app when its menu closes, as Slack's does.
function multiSelect({ options, placeholder }, tell, chosen, label) {
  let told = chosen;
  const summary = h("summary");
  const show = (now) => {
    chosen = now;
    summary.replaceChildren(now.map((one) => one.text.text).join(", ") || placeholder.text);
  };
  const toggled = () => box.open || chosen === told || tell(told = chosen);
  const box = h("details", { class: "menu multi", ontoggle: toggled, onkeydown: escaped }, summary,
    h("div", { class: "sheet", role: "group", "aria-label": label }, ticks({ options }, show, chosen),
      h("button", { type: "button", class: "primary", onclick: () => { box.open = false; } }, "Done")));
  show(chosen);
  return box;
}

// How each control is drawn, after the name under which it holds what was typed or chosen: `tell` tells what
// it holds now, `chosen` is what it held, `label` its name.
const ELEMENTS = {
  button: ["value", ({ text, style, value, url }, tell) => {
    const press = () => { tell(value); if (url) window.open(url, "_blank", "noopener"); };
    return h("button", { type: "button", class: style, onclick: press }, text.text);
  }],
  overflow: ["selected_option", ({ options }, tell) =>
    menu("", "More", options.map((option) => [option.text.text, () => tell(option)]))],
  static_select: ["selected_option", select],
  multi_static_select: ["selected_options", multiSelect],
  conversations_select: ["selected_conversation", (element, tell, chosen, label) => {
    const options = state.channels.map(({ id, name }) => ({ value: id, text: { text: name } }));
    return select({ ...element, options }, (option) => tell(option?.value ?? null), { value: chosen }, label);
  }],
  checkboxes: ["selected_options", (element, tell, chosen, label) =>
    h("div", { role: "group", "aria-label": label }, ticks(element, tell, chosen))],
  plain_text_input: ["value", ({ multiline, max_length: most, placeholder }, tell, chosen, label) => {
    const made = h(multiline ? "textarea" : "input", {
      rows: multiline && 4, maxlength: most, placeholder: placeholder?.text, "aria-label": label,
      onchange: () => tell(made.value || null),
    });
    made.value = chosen ?? "";
    return made;
  }],
};

function control(element, block, { before, values, act }) {
  const { type, action_id, text, placeholder, confirm } = element;
  const { block_id, dispatch_action } = block;
  const [key, make] = ELEMENTS[type] ?? ["value", unknown];
  const begun = element[key.replace("selected", "initial")] ?? element.initial_value;
  const held = before[block_id]?.[action_id] ?? { type, [key]: begun ?? (key.endsWith("s") ? [] : null) };
  if (!["button", "overflow"].includes(type)) (values[block_id] ??= {})[action_id] = held;
  const tell = async (chosen) => {
    held[key] = chosen;
    if ((block.type === "input" && !dispatch_action) || !await sure(confirm)) return;
    await act({ action: { type, action_id, block_id, text, placeholder, [key]: chosen }, values });
  };
  return make(element, tell, held[key], (block.label ?? placeholder)?.text);
}

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
    h("div", { class: "text" }, textOf(block.text)),
    block.accessory && h("div", { class: "accessory" }, control(block.accessory, block, place)),
  ],
  header: ({ text }) => h("h2", {}, text.text),
  divider: () => h("hr"),
  context: ({ elements }) => elements.map((one) => h("span", {}, textOf(one))),
  actions: (block, place) => block.elements.map((one) => control(one, block, place)),
  input: (block, place) => [
    h("div", { class: "label" }, block.label.text, block.optional && h("small", {}, " (optional)")),
    control(block.element, block, place),
    block.hint && h("small", {}, block.hint.text),
    place.errors[block.block_id] && h("p", { class: "error", role: "alert" }, place.errors[block.block_id]),
  ],
  table,
  rich_text: ({ elements }) => elements.map((part) => h("pre", {}, part.elements.map((one) => one.text))),
  data_visualization: chart,
};
