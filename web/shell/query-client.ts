import { QueryCache, QueryClient } from "@tanstack/react-query";
import { isSignedOut, ProblemError, Unreachable } from "../api/problem.ts";
import { setReachable } from "./connection.ts";

/** Everything that was asked. What the server refuses is shown at once; what it did not hear is asked again. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError(error, query) {
      if (error instanceof Unreachable) setReachable(false);
      // Whichever answer tells that nobody is signed in, the shell has to hear it.
      if (isSignedOut(error) && query.queryKey[0] !== "me.read") void queryClient.invalidateQueries({ queryKey: ["me.read"] });
    },
    onSuccess: () => setReachable(true),
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => !(error instanceof ProblemError) && count < 2,
      // A request that cannot leave fails at once, so that the page can say so.
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});
