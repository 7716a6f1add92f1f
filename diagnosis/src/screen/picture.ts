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

import type { Sharp } from 'sharp';
import { loadSharp } from './packages';

/** Far more than any screen has: 8192 x 8192 would still be a quarter of a gigabyte when unpacked. */
const MOST_PIXELS = 50_000_000;
const MOST_BYTES = 32 * 1024 * 1024;

/** What screens are saved as. SVG is none: it is a program. */
const FORMATS = ['jpeg', 'png', 'webp', 'gif', 'tiff'];

/** Twice the width of a screen of 1280: larger ones are no easier to read. */
const READING_SIDE = 2560;

/** Around the text, which is not found where it touches the edge. */
const MARGIN = 20;

/** What was given is no picture that can be read; the message says why. */
export class UnreadablePictureError extends Error {
  name = 'UnreadablePictureError';
}

/** A picture as text is read best, and how much of it is margin. */
export interface ReadablePicture {
  png: Buffer;
  /** Pixels from the left edge to where the screen ends on the right. */
  screenEnd: number;
  /** How wide a character is about, when the screen has 80 columns. */
  characterWidth: number;
}

/**
 * Opens a picture of a screen.
 *
 * @throws UnreadablePictureError when it is none, is broken, or is larger than any screen
 */
export async function openPicture(picture: Buffer): Promise<Sharp> {
  if (picture.length > MOST_BYTES) {
    throw new UnreadablePictureError(
      `The picture has ${picture.length} bytes; no screen needs more than ${MOST_BYTES}`,
    );
  }
  if (picture.length === 0) {
    throw new UnreadablePictureError('The picture is empty');
  }
  const sharp = loadSharp();
  const opened = sharp(picture, {
    limitInputPixels: false,
    failOn: 'error',
    autoOrient: true,
  });
  const { format, width, height } = await opened.metadata().catch(unreadable);
  if (!FORMATS.includes(format)) {
    throw new UnreadablePictureError(
      `The picture is ${format}; it must be one of ${FORMATS.join(', ')}`,
    );
  }
  if (width * height > MOST_PIXELS) {
    throw new UnreadablePictureError(
      `The picture has ${width} x ${height} pixels, which is no screen`,
    );
  }
  return opened.removeAlpha().toColourspace('srgb');
}

/**
 * Makes dark text on white of it, twice as large: what stands out from the background is dark, whichever colour it has.
 *
 * @throws UnreadablePictureError as `openPicture` does
 */
export async function readablePicture(
  picture: Buffer,
): Promise<ReadablePicture> {
  const sharp = loadSharp();
  const opened = await openPicture(picture);
  const { data, info } = await opened
    .resize({
      width: READING_SIDE,
      height: READING_SIDE,
      fit: 'inside',
      withoutEnlargement: true,
    })
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(unreadable);
  const { width, height, channels } = info;
  const scale = Math.min(2, READING_SIDE / width);
  const png = await sharp(contrastOf(data, channels), {
    raw: { width, height, channels: 1 },
  })
    .resize({ width: Math.round(width * scale), kernel: 'cubic' })
    .extend({
      top: MARGIN,
      bottom: MARGIN,
      left: MARGIN,
      right: MARGIN,
      background: 'white',
    })
    .png({ compressionLevel: 1 })
    .toBuffer();
  return {
    png,
    screenEnd: MARGIN + width * scale,
    characterWidth: (width * scale) / 80,
  };
}

/** How much each pixel differs from the background, in the channel in which it does most: white does not at all. */
function contrastOf(pixels: Buffer, channels: number): Buffer {
  const background = backgroundOf(pixels, channels);
  const contrast = Buffer.alloc(pixels.length / channels);
  for (let pixel = 0; pixel < contrast.length; pixel += 1) {
    let most = 0;
    for (let channel = 0; channel < channels; channel += 1) {
      const value = pixels[pixel * channels + channel];
      most = Math.max(most, Math.abs(value - background[channel]));
    }
    contrast[pixel] = 255 - most;
  }
  return contrast;
}

/** The most frequent value of each channel. */
function backgroundOf(pixels: Buffer, channels: number): number[] {
  return Array.from({ length: channels }, (_, channel) => {
    const counts = new Uint32Array(256);
    for (let at = channel; at < pixels.length; at += channels) {
      counts[pixels[at]] += 1;
    }
    return counts.indexOf(Math.max(...counts));
  });
}

/** For what goes wrong while a picture is decoded, which tells what is wrong with it. @internal */
export function unreadable(error: Error): never {
  throw new UnreadablePictureError(
    `The picture cannot be read: ${error.message}`,
  );
}
