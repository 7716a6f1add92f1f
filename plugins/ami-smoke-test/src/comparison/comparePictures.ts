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

/** How two pictures differ. */
export interface PictureDifference {
  /** The part of the area of both that is not the same, 0 to 1. */
  share: number;
  /** What is not the same in red, on a faint picture of the run. */
  image: ImageData;
  here: { width: number; height: number };
  there: { width: number; height: number };
}

/**
 * Compares two pictures pixel by pixel, in the browser. The smaller one is laid into the upper left corner of the larger: what is
 * outside of it differs, since the machine switched to another resolution.
 */
export async function comparePictures(
  here: Blob,
  there: Blob,
): Promise<PictureDifference> {
  const [{ default: pixelmatch }, ours, theirs] = await Promise.all([
    import('pixelmatch'),
    createImageBitmap(here),
    createImageBitmap(there),
  ]);
  try {
    const width = Math.max(ours.width, theirs.width);
    const height = Math.max(ours.height, theirs.height);
    const marks = new ImageData(width, height);
    const different = pixelmatch(
      pixelsOf(ours, width, height),
      pixelsOf(theirs, width, height),
      marks.data,
      width,
      height,
      { threshold: 0.1, includeAA: true, diffMask: true },
    );
    return {
      share: different / (width * height),
      image: onFaint(ours, marks),
      here: { width: ours.width, height: ours.height },
      there: { width: theirs.width, height: theirs.height },
    };
  } finally {
    ours.close();
    theirs.close();
  }
}

/** How much of the picture is left below what differs. */
const FAINT = 0.4;

/** What differs in red, on the picture as it was but fainter: the place on the screen is recognised by it. */
function onFaint(picture: ImageBitmap, marks: ImageData): ImageData {
  const { width, height } = marks;
  const context = contextOf(width, height);
  context.fillRect(0, 0, width, height);
  context.globalAlpha = FAINT;
  context.drawImage(picture, 0, 0);
  context.globalAlpha = 1;
  const above = contextOf(width, height);
  above.putImageData(marks, 0, 0);
  context.drawImage(above.canvas, 0, 0);
  return context.getImageData(0, 0, width, height);
}

function pixelsOf(
  picture: ImageBitmap,
  width: number,
  height: number,
): Uint8ClampedArray {
  const context = contextOf(width, height);
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, width, height).data;
}

function contextOf(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('The browser has no canvas to compare on');
  return context;
}
