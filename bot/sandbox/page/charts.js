// Bars in groups, with a scale, a legend, and the numbers in words for screen readers.
import { h } from "./nodes.js";

// A tick of a scale that goes up to `most`: all of them in thousands, or none.
const short = (value, most) =>
  value && most >= 10000 ? `${+(value / 1000).toPrecision(3)}k` : `${+value.toPrecision(3)}`;

function ceiling(values) {
  const most = Math.max(...values, 1e-9);
  const step = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 5, 8, 10].map((part) => part * step).find((tick) => tick >= most);
}

export function chart({ title, chart: { series, axis_config: axis } }) {
  const most = ceiling(series.flatMap((one) => one.data.map((point) => point.value)));
  const every = Math.ceil(axis.categories.length / 10);
  const bar = ({ name, data }, which, number) => {
    const { label, value } = data[number];
    const made = h("div", { class: `bar color-${which % 4}`, title: `${name}, ${label}: ${value}` });
    made.style.height = `${(100 * value) / most}%`;
    return made;
  };
  const groups = axis.categories.map((name, number) => h("div", { class: "group" },
    h("div", { class: "bars" }, series.map((one, which) => bar(one, which, number))),
    h("small", {}, number % every ? "" : name)));
  const said = series.map(({ name, data }) =>
    `${name}: ${data.map((point) => `${point.label} ${point.value}`).join(", ")}`);
  const scale = [1, 0.75, 0.5, 0.25, 0].map((part) => h("small", {}, short(part * most, most)));
  return h("figure", { class: "chart" },
    h("figcaption", {}, title, h("small", {}, axis.y_label)),
    h("div", { class: "plot", role: "img", "aria-label": `${title}. ${said.join("; ")}` },
      h("div", { class: "scale" }, scale), groups),
    h("ul", { class: "legend" },
      series.map(({ name }, which) => h("li", { class: `color-${which % 4}` }, name))));
}
