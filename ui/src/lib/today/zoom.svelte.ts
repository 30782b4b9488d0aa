// How near one looks at the day. It stays as it was when one comes back to the page.

import { clampZoom, USUAL_ZOOM } from "../entry/geometry";

class Zoom {
  level = $state(USUAL_ZOOM);

  by(steps: number): void {
    this.level = clampZoom(this.level + steps);
  }

  reset(): void {
    this.level = USUAL_ZOOM;
  }
}

export const zoom = new Zoom();
