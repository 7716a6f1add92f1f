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

import { createColors } from 'picocolors';

type Paint = (text: string) => string;

/** Lines for a person who reads a Packer log. Colours are for terminals only. */
export class Output {
  readonly bold: Paint;
  readonly green: Paint;
  readonly red: Paint;
  readonly yellow: Paint;
  readonly dim: Paint;
  readonly #stream: NodeJS.WriteStream;

  constructor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv) {
    const colors = createColors(Boolean(stream.isTTY) && !env.NO_COLOR);
    this.bold = colors.bold;
    this.green = colors.green;
    this.red = colors.red;
    this.yellow = colors.yellow;
    this.dim = colors.dim;
    this.#stream = stream;
  }

  /** Prints one line. The colours come last, because control characters from elsewhere are taken out of the text. */
  line(text: string, paint: Paint = same => same) {
    this.#stream.write(`${paint(printable(text))}\n`);
  }

  /** Prints lines of ours as they are, for machines. */
  block(text: string) {
    this.#stream.write(`${text}\n`);
  }

  /** A block that nobody can overlook. */
  banner(title: string, paragraphs: string[], paint: Paint) {
    const rule = '*'.repeat(72);
    this.line(rule, paint);
    this.line(`**  ${title}`, paint);
    for (const paragraph of paragraphs) {
      this.line('**');
      for (const line of wrapped(paragraph, 68)) this.line(`**  ${line}`);
    }
    this.line(rule, paint);
  }
}

/** What an instance or a service said may hold control characters, which could rewrite the log. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
}

function wrapped(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const line = lines[lines.length - 1];
    if (line && line.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines;
}
