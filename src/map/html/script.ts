import { htmlOverview } from "./overview.ts";
import { squarify } from "./treemap.ts";

/**
 * What goes through the map in the reader's browser. Every text reaches the page as text, never as markup; a place is the address's fragment, so that back, forward and a link to a place work. Styles are set
 * through the object model, since the page's own policy forbids them in markup.
 */
export const htmlScript = `
"use strict";
const squarify = ${squarify.toString()};
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const origins = ["ai", "mixed", "unknown", "human"];
  const words = ["AI", "mixed", "unknown", "human"];
  const mostCells = 80;
  const mostRows = 500;
  const look = document.getElementById("look");
  let anew = null;

  const sum = (counts) => counts.reduce((all, each) => all + each, 0);
  const figures = (number) => number.toLocaleString("en-GB");
  const lines = (number) => figures(number) + (number === 1 ? " line" : " lines");
  const percent = (part, whole) => {
    const exactly = whole === 0 ? 0 : (100 * part) / whole;
    return (part > 0 && exactly < 1 ? "<1" : part < whole && exactly > 99 ? ">99" : String(Math.round(exactly))) + "\\u00a0%";
  };
  const make = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const mark = (origin) => make("span", { className: "mark " + origins[origin], ariaHidden: "true" });
  const said = (counts) => words.map((word, at) => word + " " + percent(counts[at], sum(counts))).join(", ");
  const bySize = (one, other) => sum(other.c) - sum(one.c) || (one.n < other.n ? -1 : 1);

  const placeOf = () => {
    const [name, asked = ""] = location.hash.slice(1).split("?");
    const filter = filterOf(asked);
    let path;
    try { path = decodeURIComponent(name); } catch { path = ""; }
    const steps = [{ node: rootOf(filter), path: "", filter }];
    for (const name of path === "" ? [] : path.split("/")) {
      const last = steps.at(-1);
      const node = (last.node.k || []).find((each) => each.n === name);
      if (node === undefined) break;
      steps.push({ node, path: (last.path === "" ? "" : last.path + "/") + name, filter });
    }
    return steps;
  };
  // No path has a question mark of its own there.
  const link = (path, filter) => "#" + encodeURIComponent(path) + (filter ? "?" + filter.join("=") : "");

  const fill = (counts) => make("span", { className: "fill" }, ...counts.map((count, at) => {
    const part = make("span", { className: origins[at] });
    part.style.flex = count + " 0 0";
    return part;
  }));

  const drawTree = (tree, place) => {
    const held = tree.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    const nodes = place.node.k.filter((node) => sum(node.c) > 0).sort(bySize);
    const shown = nodes.length > mostCells ? nodes.slice(0, mostCells - 1) : nodes;
    const rest = nodes.slice(shown.length);
    const sizes = shown.map((node) => sum(node.c));
    if (rest.length > 0) sizes.push(rest.reduce((all, node) => all + sum(node.c), 0));
    // Cells have to come by size, and what is left over may be more than each of them.
    const order = sizes.map((_, at) => at).sort((one, other) => sizes[other] - sizes[one]);
    const cells = squarify(order.map((at) => sizes[at]), tree.clientWidth, tree.clientHeight);
    const elements = [];
    order.forEach((at, index) => {
      const node = shown[at];
      const cell = cells[index];
      const counts = node ? node.c : rest.reduce((all, each) => all.map((count, origin) => count + each.c[origin]), [0, 0, 0, 0]);
      const name = node ? node.n + (node.k ? "/" : "") : rest.length + " smaller ones, see the table";
      const path = node ? (place.path === "" ? "" : place.path + "/") + node.n : "";
      const element = make(node ? "a" : "span", { className: "cell", title: name + " " + lines(sum(counts)) + ", " + said(counts) }, fill(counts));
      if (node) { element.href = link(path, place.filter); element.setAttribute("aria-label", element.title); }
      Object.assign(element.style, { left: cell.x + "px", top: cell.y + "px", width: cell.width + "px", height: cell.height + "px" });
      if (cell.width > 44 && cell.height > 26) element.append(make("span", { className: "name" }, make("b", {}, name), ...(cell.height > 46 ? [" " + lines(sum(counts))] : [])));
      elements[at] = element;
    });
    tree.replaceChildren(...elements);
    // One stop for the Tab key; the arrows go on from there.
    const links = [...tree.querySelectorAll("a")];
    links.forEach((each, at) => { each.tabIndex = at === 0 ? 0 : -1; });
    links.find((each) => each.getAttribute("href") === held)?.focus();
  };

  const arrows = (event) => {
    const links = [...event.currentTarget.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const next = event.key === "Home" ? 0 : event.key === "End" ? links.length - 1 : step === undefined || at < 0 ? null : at + step;
    if (next === null || links[next] === undefined) return;
    event.preventDefault();
    links.forEach((each, index) => { each.tabIndex = index === next ? 0 : -1; });
    links[next].focus();
  };

  const cellOf = (head, className, ...children) => {
    const cell = make("td", { className }, ...children);
    cell.dataset.h = head;
    cell.setAttribute("role", "cell");
    return cell;
  };
  const rowOf = (...cells) => { const row = make("tr", {}, ...cells); row.setAttribute("role", "row"); return row; };
  const headOf = (text, className, origin) => {
    const cell = make("th", { scope: "col", className }, ...(origin === undefined ? [] : [mark(origin)]), text);
    cell.setAttribute("role", "columnheader");
    return cell;
  };
  const tableOf = (caption, heads, rows) => {
    const head = rowOf(...heads.map(([text, className, origin]) => headOf(text, className, origin)));
    const body = make("tbody", {});
    const table = make("table", { className: "rows" }, make("caption", {}, caption), make("thead", {}, head), body);
    // On a narrow screen rows are no table rows for the eye; for everybody else they stay.
    table.setAttribute("role", "table");
    const sheet = make("div", { className: "sheet" }, table);
    let shown = 0;
    const more = make("button", { type: "button" });
    const foot = make("p", { className: "more" }, more);
    const show = () => {
      body.append(...rows.slice(shown, shown + mostRows).map((row) => row()));
      shown = Math.min(rows.length, shown + mostRows);
      more.textContent = "Show more of " + figures(rows.length - shown);
      if (shown >= rows.length) foot.remove(); else sheet.append(foot);
    };
    more.addEventListener("click", show);
    show();
    return sheet;
  };

  /** What lies in a folder; with a filter, every file below it that has such lines. */
  const folderTable = (place) => {
    const heads = [["Name", ""], ["lines", "number"], ...words.map((word, at) => [word, "number", at])];
    const under = (node, name) => node.k ? node.k.flatMap((each) => under(each, name === "" ? each.n : name + "/" + each.n)) : [{ node, name }];
    const parts = place.filter ? under(place.node, "") : place.node.k.map((node) => ({ node, name: node.n }));
    const rows = parts.sort((one, other) => bySize(one.node, other.node)).map(({ node, name }) => () => {
      const path = (place.path === "" ? "" : place.path + "/") + name;
      const all = sum(node.c);
      return rowOf(
        cellOf("", "first", make("a", { href: link(path, place.filter) }, name + (node.k ? "/" : "")), ...(node.r === null ? [make("span", { className: "small" }, " can't be read")] : [])),
        cellOf("lines", "number", figures(all)),
        ...node.c.map((count, at) => cellOf(words[at], "number", figures(count) + " ", make("small", {}, percent(count, all)))),
      );
    });
    const files = place.filter ? " in " + figures(parts.length) + (parts.length === 1 ? " file" : " files") : "";
    return tableOf(lines(sum(place.node.c)) + files + ": " + said(place.node.c) + ".", heads, rows);
  };

  const fileTable = (place) => {
    const runs = place.node.r;
    const rows = [];
    for (let at = 0; at < runs.length; at += 6) {
      const [start, end, voice, commit, from, there] = runs.slice(at, at + 6);
      rows.push(() => {
        const [origin, tool, model, sponsor, ground] = data.voices[voice];
        const [id, day, author, subject, reviews] = data.commits[commit];
        const moved = from >= 0 ? data.paths[from] + " " + there : there === start ? "" : "line " + there;
        return rowOf(
          cellOf("", "first short", make("b", {}, start === end ? String(start) : start + "–" + end)),
          cellOf("", "short", mark(origin), words[origin]),
          cellOf("tool", "", tool < 0 ? "–" : [data.tools[tool] || "not named", data.models[model][1]].filter(Boolean).join(" ")),
          cellOf("known", "wide", ground + (sponsor < 0 ? "" : ", sponsor " + personName(sponsor))),
          cellOf("commit", "wide", make("span", { className: "id", title: id }, id.slice(0, 12)), " " + day + " " + author + ": " + subject, ...(moved === "" ? [] : [make("span", { className: "small" }, " " + moved + " there")])),
          cellOf("review", reviews === null ? "wide short" : "wide", reviews === null ? "unavailable" : reviews.join("; ")),
        );
      });
    }
    const heads = ["Lines", "Origin", "Tool", "How it is known", "Commit", "Review"].map((head) => [head, ""]);
    return tableOf(lines(sum(place.node.c)) + ": " + said(place.node.c) + ".", heads, rows);
  };

${htmlOverview}
  const way = (steps) => make("ol", { className: "way" }, ...steps.map(({ node, path, filter }, at) => {
    const name = at === 0 ? "All" : node.n;
    if (at < steps.length - 1) return make("li", {}, make("a", { href: link(path, filter) }, name));
    const here = make("span", {}, name);
    here.setAttribute("aria-current", "page");
    return make("li", {}, here);
  }));

  const show = (moved) => {
    anew?.disconnect();
    const steps = placeOf();
    const place = steps.at(-1);
    const { filter } = place;
    const here = place.path === "" ? "" : place.path + (place.node.k ? "/" : "");
    const title = filter === null ? here || "Where the lines are" : told[filter[0]].title(filter[1]) + (here === "" ? "" : ", in " + here);
    const heading = make("h2", { tabIndex: -1 }, title);
    const nav = make("nav", {}, way(steps));
    nav.setAttribute("aria-label", "Where you are");
    look.replaceChildren(nav, heading);
    if (filter !== null) look.append(make("p", { className: "of" }, "Only these lines count here. ", make("a", { href: link(place.path) }, "All lines" + (here === "" ? "" : " of " + here))));
    if (filter === null && place.node.k && sum(place.node.c) > 0) look.append(overview(place));
    if (place.node.k) {
      const tree = make("div", { className: "tree" });
      tree.setAttribute("role", "group");
      tree.setAttribute("aria-label", "Map: areas by lines, parts of an area by origin; arrow keys move, Enter opens, Escape goes up");
      tree.addEventListener("keydown", arrows);
      look.append(make("div", { className: "look" }, tree, folderTable(place)));
      anew = new ResizeObserver(() => drawTree(tree, place));
      anew.observe(tree);
    } else if (place.node.r === null) look.append(make("p", {}, "Nobody can tell whose these lines are: an object of the file's history is missing."));
    else look.append(fileTable(place));
    if (moved) { heading.focus({ preventScroll: true }); if (look.getBoundingClientRect().top < 0) look.scrollIntoView(); }
  };

  addEventListener("hashchange", () => show(true));
  addEventListener("keydown", (event) => {
    const steps = placeOf();
    if (event.key !== "Escape") return;
    if (steps[0].filter !== null) location.hash = link(steps.at(-1).path);
    else if (steps.length > 1) location.hash = link(steps.at(-2).path);
  });
  for (const part of document.querySelectorAll("[data-origin]")) {
    if (part.textContent !== "0") part.replaceChildren(make("a", { href: link("", ["origin", Number(part.dataset.origin)]), ariaLabel: part.textContent + " " + words[Number(part.dataset.origin)] + " lines" }, part.textContent));
  }
  for (const part of document.querySelectorAll("[data-lines]")) part.style.flex = part.dataset.lines + " 0 0";
  show(false);
})();
`;
