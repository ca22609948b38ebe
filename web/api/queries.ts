import { keepPreviousData, type QueryClient, queryOptions, type UseMutationResult, type UseQueryResult, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Arguments, call, type Operation } from "./client.ts";
import { withPresence } from "./passkeys.ts";

/** One question to the API, for `useQuery`, prefetching and the cache. */
export function question<Id extends Operation>(id: Id, ...args: Arguments<Id>) {
  const [given] = args;
  const { params, query } = (given ?? {}) as { params?: unknown; query?: unknown };
  return queryOptions<Answer<Id>>({ queryKey: [id, params ?? {}, query ?? {}], queryFn: () => call(id, ...args) });
}

/** Asks and keeps the answer fresh: `const { data, error } = useAnswer("inbox.read")`. The former answer stays in place while a next one is asked for. */
export function useAnswer<Id extends Operation>(id: Id, ...args: Arguments<Id>): UseQueryResult<Answer<Id>> {
  return useQuery({ ...question(id, ...args), placeholderData: keepPreviousData });
}

/** Sends; whatever is on screen is asked again afterwards. A repeated attempt of the same press is the same request to the server. */
export function useSend<Id extends Operation>(id: Id, done?: (answer: Answer<Id>) => void): UseMutationResult<Answer<Id>, Error, Arguments<Id>[0]> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: Arguments<Id>[0]) => send(id, given),
    onSuccess: async (answer) => {
      done?.(answer);
      await refresh(client);
    },
  });
}

function send<Id extends Operation>(id: Id, given: Arguments<Id>[0]): Promise<Answer<Id>> {
  return withPresence(() => call(id, ...([given] as Arguments<Id>)));
}

/** Everything that is on screen is asked again; what is not is asked when it is shown. */
export function refresh(client: QueryClient): Promise<void> {
  return client.invalidateQueries();
}
