import { isStill } from "../identify.ts";
import { rawRoute } from "../route.ts";

/** Beats between two lines that only keep the connection. */
const keepEvery = 15;

export const events = rawRoute({
  id: "events.stream",
  method: "GET",
  path: "/api/events",
  summary: "Server-sent events: `ledger` with `{ size }` when the ledger has grown. Ends when the session does.",
  access: { who: "reader", scope: "read" },
  produces: "text/event-stream",
  async handle(desk, { request, caller }) {
    const encoder = new TextEncoder();
    let stop = () => {};
    let over = false;
    // Asked anew at each beat: whoever is signed out or deactivated hears nothing more (G23).
    const stillIn = () => isStill(desk, request, caller);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        let [told, beats] = [-1, 0];
        const say = (text: string) => controller.enqueue(encoder.encode(text));
        const end = () => {
          over = true;
          stop();
          controller.close();
        };
        const tell = async (size: number | null) => {
          const admitted = size !== null && (await stillIn().catch(() => false));
          // The reader went away meanwhile.
          if (over) return;
          if (!admitted) return end();
          // A reader that is too slow misses the sizes in between, and nothing piles up (G19).
          if ((controller.desiredSize ?? 0) <= 0) return;
          if (size !== told) say(`event: ledger\ndata: {"size":${size}}\n\n`);
          else if (++beats % keepEvery === 0) say(": here\n\n");
          told = size;
        };
        stop = desk.presence.listen(tell);
        say(`: ${desk.presence.size}\n\n`);
      },
      cancel() {
        over = true;
        stop();
      },
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no" } });
  },
});
