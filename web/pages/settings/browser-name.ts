/** `Firefox on Linux` out of what a browser says of itself; all of that when it says something unknown. */
export function browserName(agent: string): string {
  const browser = [/Edg\//, /OPR\//, /Firefox\//, /Chrome\//, /Safari\//].findIndex((pattern) => pattern.test(agent));
  const system = ["Windows", "Android", "iPhone", "iPad", "Macintosh", "Linux"].find((name) => agent.includes(name));
  const name = ["Edge", "Opera", "Firefox", "Chrome", "Safari"][browser];
  if (name === undefined) return agent === "" ? "a browser that does not name itself" : agent.slice(0, 60);
  return system === undefined ? name : `${name} on ${system === "Macintosh" ? "a Mac" : system}`;
}
