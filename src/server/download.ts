/** A file that somebody else wrote: it is saved, never shown, and could do nothing if it were. Its name is attacker-controlled. */
export function attachment(name: string, body: ConstructorParameters<typeof Response>[0]): Response {
  const plain = name
    .replace(/[^\x20-\x7e]/g, " ")
    .replace(/["\\/%]/g, "")
    .replace(/ +/g, " ")
    .slice(0, 100);
  return new Response(body, {
    headers: {
      "Content-Type": "application/octet-stream",
      "Content-Disposition": `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`,
      "Content-Security-Policy": "default-src 'none'; sandbox",
    },
  });
}
