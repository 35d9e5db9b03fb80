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

// Keep what has not changed, so that nothing one is reading jumps; follow what one has just sent.
export function fill(log, entries) {
  const atEnd = log.dataset.follow || log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const kept = new Map([...log.children].map((node) => [node.dataset.key, node]));
  const nodes = entries.map(([key, make]) => {
    const node = kept.get(key) ?? make();
    node.dataset.key = key;
    return node;
  });
  [...log.children].filter((node) => !nodes.includes(node)).forEach((node) => node.remove());
  nodes.forEach((node, at) => log.children[at] === node || log.insertBefore(node, log.children[at] ?? null));
  if (atEnd) log.scrollTop = log.scrollHeight;
  if (entries.length > kept.size) delete log.dataset.follow;
}

export function patch(box, nodes) {
  const next = h(box.tagName, {}, nodes);
  if (next.innerHTML === box.innerHTML) return;
  const controls = () => [...box.querySelectorAll("button, select")];
  const focused = controls().indexOf(document.activeElement);
  box.replaceChildren(...next.childNodes);
  controls()[focused]?.focus();
}
