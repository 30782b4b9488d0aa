// The host of the real app: commands and events as Tauri carries them.
import { type Changed, commands, events } from "./bindings";
import type { Host } from "./host";

export function tauri(): Host {
  const listeners = new Set<(change: Changed) => void>();
  let isListening = false;

  // One subscription for the life of the window: closing the window ends it.
  function listen(): void {
    if (isListening) return;
    isListening = true;
    void events.changed
      .listen(({ payload }) => {
        for (const listener of [...listeners]) listener(payload);
      })
      .catch(() => {
        // Without events the page still asks every second; the next listener tries again.
        isListening = false;
      });
  }

  return {
    ...commands,
    on(listener) {
      listeners.add(listener);
      listen();
      return () => listeners.delete(listener);
    },
  };
}
