// Slack's text, made into nodes. Nothing here ever becomes HTML: words only enter as text nodes.

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

const EMOJI = {
  white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", warning: "⚠️", bulb: "💡", chart_with_upwards_trend: "📈",
  moneybag: "💰", wave: "👋", eyes: "👀", thumbsup: "👍", "+1": "👍", rocket: "🚀", tada: "🎉", lock: "🔒",
  hourglass_flowing_sand: "⏳", information_source: "ℹ️", point_right: "👉", pencil2: "✏️", bar_chart: "📊",
  large_green_circle: "🟢", large_yellow_circle: "🟡", red_circle: "🔴", white_circle: "⚪",
};
const entities = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
const emoji = (name) => EMOJI[name] ?? `:${name}:`;

export function link(url, ...label) {
  const safe = /^(https?:|mailto:)/i.test(url);
  return safe ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label) : h("span", {}, label);
}

export function date(seconds, format, fallback) {
  const day = new Date(seconds * 1000);
  const as = (options) => day.toLocaleString("en", options);
  const long = { day: "numeric", month: "long", year: "numeric" };
  const forms = {
    date_num: () => day.toISOString().slice(0, 10),
    date: () => as(long), date_pretty: () => as(long),
    date_short: () => as({ ...long, month: "short" }), date_short_pretty: () => as({ ...long, month: "short" }),
    date_long: () => as({ ...long, weekday: "long" }), date_long_pretty: () => as({ ...long, weekday: "long" }),
    time: () => clock(seconds), time_secs: () => as({ timeStyle: "medium" }), ago: () => ago(seconds),
  };
  if (Number.isNaN(day.getTime())) return fallback;
  return format.replace(/\{(\w+)\}/g, (whole, name) => forms[name]?.() ?? whole);
}

export const clock = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString("en", { hour: "numeric", minute: "2-digit" });

function ago(seconds) {
  const minutes = Math.round((Date.now() / 1000 - seconds) / 60);
  return minutes < 60 ? `${minutes} min ago` : minutes < 2880 ? `${Math.round(minutes / 60)} h ago` : `${Math.round(minutes / 1440)} days ago`;
}

export const mention = (people, id) =>
  h("span", { class: id === people.me ? "mention mine" : "mention" }, `@${people.names[id] ?? id}`);

function angled(inside, people) {
  const [target, label] = inside.split("|");
  if (target.startsWith("@")) return mention(people, target.slice(1));
  if (target.startsWith("#")) return h("span", { class: "mention" }, `#${people.channels[target.slice(1)] ?? label ?? "private channel"}`);
  if (target.startsWith("!date^")) {
    const [, seconds, format, url] = target.split("^");
    const words = date(Number(seconds), format, entities(label ?? ""));
    return url ? link(entities(url), words) : h("time", {}, words);
  }
  if (target.startsWith("!")) return h("span", { class: "mention mine" }, `@${target.slice(1).split("^")[0]}`);
  return link(entities(target), entities(label ?? target));
}

const INLINE = new RegExp(
  [
    /`([^`\n]+)`/, /<([^<>\n]+)>/, /(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])/,
    /(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])/, /(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])/, /:([a-z0-9_+-]+):/,
  ].map((one) => one.source).join("|"),
  "g",
);

function inline(text, people) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(INLINE)) {
    nodes.push(entities(text.slice(end, found.index)));
    const [, code, angle, bold, italic, strike, name] = found;
    if (code) nodes.push(h("code", {}, entities(code)));
    else if (angle) nodes.push(angled(angle, people));
    else if (bold) nodes.push(h("b", {}, inline(bold, people)));
    else if (italic) nodes.push(h("i", {}, inline(italic, people)));
    else if (strike) nodes.push(h("s", {}, inline(strike, people)));
    else nodes.push(emoji(name));
    end = found.index + found[0].length;
  }
  return [...nodes, entities(text.slice(end))];
}

export function mrkdwn(text, people) {
  const parts = text.split(/```\n?([\s\S]*?)\n?```\n?/);
  return parts.map((part, number) => {
    if (number % 2) return h("pre", {}, entities(part));
    const quoted = part.split(/((?:^(?:&gt;|>) ?.*\n?)+)/m);
    return quoted.map((some, which) =>
      which % 2 ? h("blockquote", {}, inline(some.replace(/^(&gt;|>) ?/gm, "").trimEnd(), people)) : inline(some, people));
  });
}

export const textOf = (object, people) =>
  object.type === "mrkdwn" ? mrkdwn(object.text, people)
    : object.text.replace(/:([a-z0-9_+-]+):/g, (_, name) => emoji(name));
