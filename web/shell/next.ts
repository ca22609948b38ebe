/** Where to go after a sign-in: a path of our own, or the inbox. What stands in the address could have been put there by anyone. */
export function safeNext(next: unknown, origin: string): string {
  if (typeof next !== "string" || !next.startsWith("/") || !URL.canParse(next, origin)) return "/";
  const url = new URL(next, origin);
  return url.origin === origin && url.pathname !== "/sign-in" ? `${url.pathname}${url.search}${url.hash}` : "/";
}
