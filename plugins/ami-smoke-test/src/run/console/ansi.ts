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

import Anser from 'anser';

/** A part of a line that looks the same. */
export interface Span {
  text: string;
  /** A colour's name (`red`, `bright-red`) or `rgb(…)`. */
  color?: string;
  background?: string;
  decorations: string[];
}

/** The colours of SGR codes by which our style sheet calls them. */
const NAMED =
  /^ansi-((?:bright-)?(?:black|red|green|yellow|blue|magenta|cyan|white))$/;
const PALETTE = /^ansi-palette-(\d{1,3})$/;
const TRUE_COLOR = /^\s*(\d{1,3}),\s*(\d{1,3}),\s*(\d{1,3})\s*$/;

const ESCAPE = '\u001b';
// eslint-disable-next-line no-control-regex
const SEQUENCE_BEGINS = /(?=\u001b\[)/;
/** What is left of a sequence where a long line was cut. */
// eslint-disable-next-line no-control-regex
const SEQUENCE_CUT = /\u001b\[?[\d;:]*$/;

const OPTIONS = { json: true, use_classes: true, remove_empty: true } as const;

/**
 * The parts of a line with their colours. Nothing of it is ever taken for HTML: it becomes text nodes, and a colour is one of a
 * known list or three numbers.
 */
export function spansOf(text: string): Span[] {
  if (!text.includes(ESCAPE)) return [{ text, decorations: [] }];
  const parser = new Anser();
  // One piece at a time: the parser hands out the very list of decorations that it goes on changing.
  return text
    .replace(SEQUENCE_CUT, '')
    .split(SEQUENCE_BEGINS)
    .flatMap(piece => parser.ansiToJson(piece, OPTIONS).map(spanOf));
}

function spanOf(part: Anser.AnserJsonEntry): Span {
  return {
    text: part.content,
    color: colorOf(part.fg, part.fg_truecolor),
    background: colorOf(part.bg, part.bg_truecolor),
    decorations: [...part.decorations],
  };
}

function colorOf(
  name: string | null,
  trueColor: string | null,
): string | undefined {
  const named = NAMED.exec(name ?? '');
  if (named) return named[1];
  const palette = PALETTE.exec(name ?? '');
  if (palette) return paletteColor(Number(palette[1]));
  const rgb = TRUE_COLOR.exec(trueColor ?? '');
  return rgb ? `rgb(${rgb[1]} ${rgb[2]} ${rgb[3]})` : undefined;
}

/** The 6x6x6 cube and the greys of xterm's 256 colours: https://en.wikipedia.org/wiki/ANSI_escape_code#8-bit */
function paletteColor(index: number): string | undefined {
  if (index >= 232 && index < 256) {
    const grey = (index - 232) * 10 + 8;
    return `rgb(${grey} ${grey} ${grey})`;
  }
  if (index < 16 || index > 255) return undefined;
  const level = (value: number) => (value === 0 ? 0 : value * 40 + 55);
  const place = index - 16;
  const [red, green, blue] = [place / 36, (place % 36) / 6, place % 6];
  return `rgb(${[red, green, blue].map(v => level(Math.floor(v))).join(' ')})`;
}
