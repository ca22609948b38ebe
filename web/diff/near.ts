import { type RefObject, useEffect, useState } from "react";

/** How far beyond the window something is drawn already, so that a page down meets no empty paper. */
const margin = "1200px 0px";
const watched = new WeakMap<Element, (entry: IntersectionObserverEntry) => void>();
let observer: IntersectionObserver | undefined;

// One observer for the whole page: a diff of 10,000 lines has a hundred blocks.
function observe(element: Element, told: (entry: IntersectionObserverEntry) => void): () => void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const entry of entries) watched.get(entry.target)?.(entry);
    },
    { rootMargin: margin },
  );
  watched.set(element, told);
  observer.observe(element);
  return () => {
    watched.delete(element);
    observer?.unobserve(element);
  };
}

export interface Nearness {
  readonly near: boolean;
  /** The height that it last had while it was near, in pixels; null when it never was. */
  readonly height: number | null;
}

/** Whether an element is near what is looked at. It stays near while the focus is in it, so that nothing that is being written is taken away. */
export function useNear(ref: RefObject<HTMLElement | null>): Nearness {
  const [nearness, setNearness] = useState<Nearness>({ near: false, height: null });
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    return observe(element, ({ isIntersecting, boundingClientRect: { height } }) => {
      if (isIntersecting) return setNearness((before) => (before.near ? before : { ...before, near: true }));
      if (height === 0 || element.contains(document.activeElement)) return;
      setNearness((before) => (before.near ? { near: false, height } : before));
    });
  }, [ref]);
  return nearness;
}
