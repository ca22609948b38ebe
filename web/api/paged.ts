import { useInfiniteQuery } from "@tanstack/react-query";

interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** A list that is read page by page. `key` names it in the cache, beginning with the operation. */
export function usePaged<Item>(key: readonly unknown[], ask: (cursor: string | undefined) => Promise<PageOf<Item>>) {
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: [...key, "pages"],
    queryFn: ({ pageParam }) => ask(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  });
  return {
    data: data?.pages.flatMap(({ items }) => items),
    error,
    /** Null when there is nothing more. */
    more: hasNextPage ? { busy: isFetchingNextPage, ask: () => void fetchNextPage() } : null,
  };
}
