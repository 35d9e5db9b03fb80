// Nodes: made, and kept where nothing has changed.

export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "key") node.key = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (![undefined, null, false].includes(value)) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return node;
}

// A node stays while its key does, or how it looked at first, so that nothing one reads or types into jumps.
// What has a key may be made only when it is new.
export function fill(box, made) {
  const controls = () => [...box.querySelectorAll("button, select")];
  const focused = controls().indexOf(document.activeElement);
  const kept = new Map([...box.children].map((node) => [node.key, node]));
  const nodes = made.flat().filter(Boolean).map((one) =>
    kept.get(one.key ??= one.outerHTML) ?? one.make?.() ?? one);
  [...box.children].filter((node) => !nodes.includes(node)).forEach((node) => node.remove());
  nodes.forEach((node, at) => box.children[at] === node || box.insertBefore(node, box.children[at] ?? null));
  if (document.activeElement === document.body) controls()[focused]?.focus({ preventScroll: true });
}
