/** What stands in an address: text, numbers, yes or no. */
export type Values = Readonly<Record<string, unknown>>;

/** Fills `/api/changes/{change}` and appends the query; parts that are undefined are left out. Throws when a parameter is missing. */
export function addressOf(path: string, params: Values = {}, query: Values = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new TypeError(`${path} needs ${name}`);
    return encodeURIComponent(String(value));
  });
  const search = new URLSearchParams(Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
  return search.size === 0 ? filled : `${filled}?${search}`;
}
