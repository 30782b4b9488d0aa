// Small things that the window would like to remember from one time to the next. The store of a webview
// may be gone with the window; then the window begins anew, and nothing of worth is lost.

const PREFIX = "daybook.";

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    // No store in this webview.
    return null;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // No store, or it is full: it will be asked again.
  }
}
