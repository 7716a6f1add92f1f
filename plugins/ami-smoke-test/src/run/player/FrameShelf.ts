/*
 * Copyright 2026 The AMI Smoke Test Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

import type { Screenshot } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** A picture that is decoded: it can be shown without a flash. */
export interface DecodedPicture {
  url: string;
  width: number;
  height: number;
}

/** So many decoded pictures are kept. */
const ROOM = 48;

interface Place {
  /** Held so that the browser keeps what it has decoded. */
  image: HTMLImageElement;
  picture?: DecodedPicture;
  coming: Promise<DecodedPicture>;
}

/** Keeps the full frames that are shown, and those that may be next, decoded. Frames that show the same are loaded once. */
export class FrameShelf {
  readonly #urlOf: (offsetMs: number) => Promise<string>;
  readonly #places = new Map<string, Place>();

  constructor(urlOf: (offsetMs: number) => Promise<string>) {
    this.#urlOf = urlOf;
  }

  /** A picture that can be shown at once. */
  peek(sha256: string | undefined): DecodedPicture | undefined {
    return sha256 === undefined ? undefined : this.#places.get(sha256)?.picture;
  }

  /** Loads and decodes a frame; one that failed is tried again the next time. */
  get(frame: Screenshot): Promise<DecodedPicture> {
    const key = frame.sha256 ?? String(frame.offsetMs);
    const known = this.#places.get(key);
    if (known) {
      this.#places.delete(key);
      this.#places.set(key, known);
      return known.coming;
    }
    const image = new Image();
    const place: Place = { image, coming: this.#decode(image, frame.offsetMs) };
    this.#places.set(key, place);
    place.coming.then(
      picture => {
        place.picture = picture;
      },
      () => this.#places.delete(key),
    );
    this.#clear();
    return place.coming;
  }

  async #decode(
    image: HTMLImageElement,
    offsetMs: number,
  ): Promise<DecodedPicture> {
    const url = await this.#urlOf(offsetMs);
    image.src = url;
    await image.decode();
    return { url, width: image.naturalWidth, height: image.naturalHeight };
  }

  #clear(): void {
    for (const key of this.#places.keys()) {
      if (this.#places.size <= ROOM) return;
      this.#places.delete(key);
    }
  }
}
