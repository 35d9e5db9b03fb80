// Slack's text, made into nodes. Nothing here ever becomes HTML: words only enter as text nodes.
import { h } from "./nodes.js";

const entities = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

export const clock = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString("en", { hour: "numeric", minute: "2-digit" });

export const link = (url, label) =>
  h("a", { href: /^https?:/i.test(url) && url, target: "_blank", rel: "noopener noreferrer" }, label);

function date(seconds, format) {
  const form = { day: "numeric", month: "short", year: "numeric" };
  return format.replace("{date_short_pretty}", new Date(seconds * 1000).toLocaleDateString("en", form));
}

function angled(inside, people) {
  const [target, label] = inside.split("|");
  const id = target.slice(1);
  const mention = (name, mine) => h("span", { class: mine ? "mention mine" : "mention" }, target[0] + name);
  if (target[0] === "@") return mention(people.names[id] ?? id, id === people.me);
  if (target[0] === "#") return mention(people.channels[id] ?? label ?? "private channel");
  if (target.startsWith("!date^")) return h("time", {}, date(...target.split("^").slice(1)));
  return link(entities(target), entities(label ?? target));
}

const STYLES = { "*": "b", _: "i", "~": "s" };
const INLINE = /`([^`\n]+)`|<([^<>\n]+)>|^&gt; ?(.*)$|(?<!\w)([*_~])(?=\S)((?:(?!\4).)+)(?<=\S)\4(?!\w)/gm;

function inline(text, people) {
  const nodes = [];
  let end = 0;
  for (const { 0: whole, 1: code, 2: angle, 3: quote, 4: style, 5: styled, index } of text.matchAll(INLINE)) {
    nodes.push(entities(text.slice(end, index)));
    if (code) nodes.push(h("code", {}, entities(code)));
    else if (angle) nodes.push(angled(angle, people));
    else if (style) nodes.push(h(STYLES[style], {}, inline(styled, people)));
    else nodes.push(h("blockquote", {}, inline(quote, people)));
    end = index + whole.length;
  }
  return [...nodes, entities(text.slice(end))];
}

export const mrkdwn = (text, people) => text.split(/```\n?([\s\S]*?)\n?```/).map((part, number) =>
  number % 2 ? h("pre", {}, entities(part)) : inline(part, people));

export const textOf = ({ type, text }, people) => (type === "mrkdwn" ? mrkdwn(text, people) : text);
