/**
 * The part of the page's script that names shares by tool, model, sponsor, author, review and age, each number a link to the lines behind it; it stands in the closure of `htmlScript` and uses what that
 * defines. A filter is what lines are told by, and which of it: `["tool", 3]`, in the address after the place as `?tool=3`.
 */
export const htmlOverview = `
  const reviewStates = ["approved", "not approved", "unavailable"];
  const reviewWords = ["came with a change that somebody approved", "came with a change that nobody approved", "unavailable: no ledger says what change they came with"];
  const ageWords = ["up to 30 days old", "up to 90 days old", "up to a year old", "up to two years old", "older than two years"];
  const byAi = (voice) => voice[0] < 2;
  const toolName = (at) => data.tools[at] || "a tool that is not named";
  const modelName = (at) => data.models[at][1] || "a model that is not named";
  const modelAndTool = (at) => modelName(at) + " with " + toolName(data.models[at][0]);
  const personName = (at) => data.people[at][0];
  // What each line of a run is told by; null where that doesn't concern it. Only AI's lines have a tool, and somebody who answers for it.
  const told = {
    origin: { of: (voice) => voice[0], title: (at) => words[at].charAt(0).toUpperCase() + words[at].slice(1) + " lines" },
    tool: { of: (voice) => byAi(voice) ? voice[1] : null, title: (at) => "Lines of " + toolName(at) },
    model: { of: (voice) => byAi(voice) ? voice[2] : null, title: (at) => "Lines of " + modelAndTool(at) },
    sponsor: { of: (voice) => byAi(voice) ? voice[3] : null, title: (at) => at < 0 ? "AI's lines without a sponsor" : "AI's lines on the instruction of " + personName(at) },
    author: { of: (_, commit) => commit[5], title: (at) => "Lines of commits by " + (personName(at) || "nobody named") },
    review: { of: (_, commit) => commit[7], title: (at) => "Lines that " + (at < 2 ? "" : "are ") + reviewWords[at] },
    age: { of: (_, commit) => commit[6], title: (at) => "Lines " + ageWords[at] },
  };
  const kinds = Object.keys(told);

  const eachRun = (node, act) => {
    for (const inner of node.k || []) eachRun(inner, act);
    const runs = node.r || [];
    for (let at = 0; at < runs.length; at += 6) act(data.voices[runs[at + 2]], data.commits[runs[at + 3]], runs[at + 1] - runs[at] + 1);
  };

  /** Lines by origin for each value of each kind. */
  const countAll = (node) => {
    const found = Object.fromEntries(kinds.map((kind) => [kind, new Map()]));
    eachRun(node, (voice, commit, count) => {
      for (const kind of kinds) {
        const value = told[kind].of(voice, commit);
        if (value === null) continue;
        const known = found[kind].get(value) || [0, 0, 0, 0];
        known[voice[0]] += count;
        found[kind].set(value, known);
      }
    });
    return found;
  };

  const filterOf = (text) => {
    const [kind, value] = text.split("=");
    return kinds.includes(kind) && /^-?[0-9]{1,9}$/.test(value) ? [kind, Number(value)] : null;
  };

  /** What is left of a folder or file when only such lines count; null for nothing. */
  const leftOf = (node, [kind, value]) => {
    const counts = [0, 0, 0, 0];
    if (node.k) {
      const inner = node.k.map((each) => leftOf(each, [kind, value])).filter((each) => each !== null);
      for (const each of inner) each.c.forEach((count, at) => { counts[at] += count; });
      return inner.length === 0 ? null : { n: node.n, c: counts, k: inner };
    }
    const left = [];
    const runs = node.r || [];
    for (let at = 0; at < runs.length; at += 6) {
      const voice = data.voices[runs[at + 2]];
      if (told[kind].of(voice, data.commits[runs[at + 3]]) !== value) continue;
      left.push(...runs.slice(at, at + 6));
      counts[voice[0]] += runs[at + 1] - runs[at] + 1;
    }
    return left.length === 0 ? null : { n: node.n, c: counts, r: left };
  };
  let filtered = { key: "", root: null };
  const rootOf = (filter) => {
    if (filter === null) return data.root;
    const key = filter.join("=");
    if (filtered.key !== key) filtered = { key, root: leftOf(data.root, filter) || { n: "", c: [0, 0, 0, 0], k: [] } };
    return filtered.root;
  };

  const few = 5;
  // A narrow screen begins with the answers; what was opened or closed stays so.
  const openParts = Object.fromEntries(kinds.map((kind) => [kind, matchMedia("(min-width: 60rem)").matches]));

  /** A person's address stands smaller than the name. */
  const nameOf = (label) => {
    const at = label.lastIndexOf(" <");
    return at <= 0 ? [label] : [label.slice(0, at), make("span", { className: "small" }, label.slice(at))];
  };

  const partOf = (place, { kind, name, answer, note, rows, whole, ai }) => {
    const heads = [[name, ""], ["lines", "number"], ["share", "number"], ...(ai ? [["by AI", "number"]] : [])];
    const head = rowOf(...heads.map(([text, className]) => headOf(text, className)));
    const body = make("tbody", {});
    const table = make("table", { className: "figures" }, make("caption", { className: "unseen" }, name), make("thead", {}, head), body);
    const show = (some) => body.replaceChildren(...some.map(({ at, counts, label, small }) => {
      const number = make("a", { href: link(place.path, [kind, at]) }, figures(sum(counts)));
      number.setAttribute("aria-label", lines(sum(counts)) + ": " + label + (small ? " " + small : ""));
      return rowOf(
        cellOf("", "", ...nameOf(label), ...(small ? [make("span", { className: "small" }, " " + small)] : [])),
        cellOf("lines", "number", sum(counts) === 0 ? "0" : number),
        cellOf("share", "number", percent(sum(counts), whole)),
        ...(ai ? [cellOf("by AI", "number", sum(counts) === 0 ? "–" : percent(counts[0] + counts[1], sum(counts)))] : []),
      );
    }));
    const all = make("button", { type: "button" }, "Show all " + figures(rows.length));
    all.addEventListener("click", () => { show(rows); all.parentElement.remove(); body.querySelectorAll("tr")[few]?.querySelector("a")?.focus(); });
    show(kind === "review" || kind === "age" ? rows : rows.slice(0, few));
    const part = make("details", { open: openParts[kind] }, make("summary", {}, make("b", {}, name + ": "), answer), make("p", { className: "note small" }, note), table);
    if (rows.length > few && kind !== "review" && kind !== "age") part.append(make("p", { className: "more" }, all));
    part.addEventListener("toggle", () => { openParts[kind] = part.open; });
    return part;
  };

  const overview = (place) => {
    const found = countAll(place.node);
    const total = sum(place.node.c);
    const byMachine = place.node.c[0] + place.node.c[1];
    const rowsOf = (kind, label) => [...found[kind]].map(([at, counts]) => ({ at, counts, label: label(at) })).sort((one, other) => sum(other.counts) - sum(one.counts));
    // Persons are never ranked: those with the most lines first of all, and all of them by name.
    const byName = (rows) => {
      const inOrder = (some) => some.sort((one, other) => one.label.localeCompare(other.label, "en"));
      return [...inOrder(rows.slice(0, few)), ...inOrder(rows.slice(few))];
    };
    const leading = (rows, whole) => rows.slice(0, 2).map(({ label, counts }) => label + " " + percent(sum(counts), whole)).join(", ") + (rows.length > 2 ? ", " + figures(rows.length - 2) + " more" : "");
    const tools = rowsOf("tool", toolName);
    const models = rowsOf("model", modelName).map((row) => ({ ...row, small: "with " + toolName(data.models[row.at][0]) }));
    const answering = rowsOf("sponsor", (at) => at < 0 ? "nobody is named" : personName(at)).map((row) => row.at >= 0 && !data.people[row.at][1] ? { ...row, small: "no person, and so answers for nothing" } : row);
    const persons = answering.filter(({ at, small }) => at >= 0 && small === undefined);
    const nobody = answering.filter((row) => !persons.includes(row));
    const known = persons.reduce((all, { counts }) => all + sum(counts), 0);
    const authors = rowsOf("author", (at) => personName(at) || "nobody named");
    const fixed = (kind, labels) => labels.map((label, at) => ({ at, label, counts: found[kind].get(at) || [0, 0, 0, 0] }));
    const review = fixed("review", reviewStates);
    const age = fixed("age", ageWords);
    const of = (kind, at) => sum((found[kind].get(at) || [0, 0, 0, 0]));
    const partsHere = [
      ...(byMachine === 0 ? [] : [
        { kind: "tool", name: "Tools", answer: leading(tools, byMachine), note: "Of the lines that AI wrote or had a part in.", rows: tools, whole: byMachine },
        { kind: "model", name: "Models", answer: leading(models, byMachine), note: "Of the lines that AI wrote or had a part in.", rows: models, whole: byMachine },
        { kind: "sponsor", name: "Sponsors", answer: known === 0 ? "nobody is named for AI's lines" : figures(persons.length) + " for " + percent(known, byMachine) + " of AI's lines", note: "On whose instruction AI wrote, as the evidence has it; by name.", rows: [...nobody, ...byName(persons)], whole: byMachine },
      ]),
      { kind: "author", name: "Authors", answer: authors.length === 1 ? "1 address" : figures(authors.length) + " addresses", note: "Of the commits, by name. Who committed a line need not have written it.", rows: byName(authors), whole: total, ai: true },
      { kind: "review", name: "Review", answer: of("review", 2) === total ? "unavailable" : percent(of("review", 0), total) + " approved, " + percent(of("review", 2), total) + " unavailable", note: "Of the change that lines came with, as far as a ledger knows.", rows: review, whole: total, ai: true },
      { kind: "age", name: "Age", answer: percent(of("age", 0), total) + " up to 30 days, " + percent(of("age", 4), total) + " older than two years", note: "Before the newest commit of the map, by the committers' clocks.", rows: age, whole: total, ai: true },
    ];
    return make("section", { className: "shares", ariaLabel: "Shares by tool, model, person, review and age" }, ...partsHere.map((each) => partOf(place, each)));
  };
`;
