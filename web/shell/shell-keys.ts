import { useRouter } from "@tanstack/react-router";
import { destinations } from "./destinations.ts";
import { type Binding, useKeys } from "./keys.ts";

/** The keys that act on every page. */
export function useShellKeys({ palette, help }: { readonly palette: () => void; readonly help: () => void }): void {
  const router = useRouter();
  const going: Binding[] = [...destinations, { to: "/settings", name: "Settings", key: "s" }].map(({ to, name, key }) => ({
    keys: `g ${key}`,
    says: name,
    act: () => void router.navigate({ to: to as string }),
  }));
  useKeys("Go to", going);
  useKeys("Everywhere", [
    { keys: "mod+k", says: "Find a page, a change or a person", act: palette },
    { keys: "/", says: "Filter what is on the page", act: focusFilter },
    { keys: "?", says: "Show these keys", act: help },
  ]);
}

/** A page with a filter marks it with `data-filter`. */
function focusFilter(): void {
  document.querySelector<HTMLElement>("main [data-filter]")?.focus();
}
