// Languages that people write and machines run, by the ending of a file's name.
const sourceEndings = new Set(
  "ts tsx mts cts js jsx mjs cjs vue svelte py go rs java kt kts scala groovy cs fs vb c cc cpp cxx h hpp m mm swift rb php pl pm ex exs erl dart lua r jl clj hs ml sol".split(
    " ",
  ),
);

/** Whether a path names source code, by its ending; declarations of types alone are none. */
export function isSource(path: string): boolean {
  return !path.endsWith(".d.ts") && sourceEndings.has(endingOf(path));
}

/** What stands behind the last dot of a file's name, in lower case; the whole name where it has none. */
export function endingOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name.slice(name.lastIndexOf(".") + 1).toLowerCase();
}
