import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import type { Answer } from "../api/client.ts";
import { call } from "../api/client.ts";

export type Me = Answer<"me.read">;

/** Given by the shell to every page inside it. */
export const MeContext = createContext<Me | null>(null);

/** Whoever is signed in. For pages inside the shell only. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (me === null) throw new Error("a page outside the shell asked who is signed in");
  return me;
}

/** What a command needs after its own words in order to work on what these pages show. */
export function useSampleFlag(): string {
  return useMe().organisation.sample ? " --sample" : "";
}

/** Signs out and forgets everything that was on screen. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await call("signOut");
    client.clear();
    // A new document, so that nothing of the former person stays in memory.
    location.assign("/sign-in");
  };
}
