/** Items each with a key of its own, also where several are named alike. */
export function keyed<Item>(items: readonly Item[], nameOf: (item: Item) => string): { readonly item: Item; readonly key: string }[] {
  const times = new Map<string, number>();
  return items.map((item) => {
    const name = nameOf(item);
    const time = (times.get(name) ?? 0) + 1;
    times.set(name, time);
    return { item, key: time === 1 ? name : `${name} (${time})` };
  });
}
