// Nodes: made, and kept where nothing has changed.

export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return node;
}

// Keep what has not changed, so that nothing one reads or types into jumps, and the focus where it was.
export function fill(box, entries) {
  const controls = () => [...box.querySelectorAll("button, select")];
  const focused = controls().indexOf(document.activeElement);
  const kept = new Map([...box.children].map((node) => [node.dataset.key, node]));
  const nodes = entries.map(([key, make]) => {
    const node = kept.get(key) ?? make();
    node.dataset.key = key;
    return node;
  });
  [...box.children].filter((node) => !nodes.includes(node)).forEach((node) => node.remove());
  nodes.forEach((node, at) => box.children[at] === node || box.insertBefore(node, box.children[at] ?? null));
  if (document.activeElement === document.body) controls()[focused]?.focus({ preventScroll: true });
}

export const patch = (box, nodes) =>
  fill(box, nodes.flat().filter(Boolean).map((node) => [node.outerHTML, () => node]));
