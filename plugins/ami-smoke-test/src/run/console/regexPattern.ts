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

import { RE2JS } from 're2js';
import type { Pattern, SearchTerms } from './pattern';

/** How many characters of one line are searched. */
const REACH = 20_000;

/** How many characters may be gone over for the matches of one text: each match may look at all that is left of it. */
const MOST_GONE_OVER = 100_000;

/**
 * A regular expression of the reader. The browser's own engine goes back and forth in a text, and a few characters such as
 * `(\S+\s*)+$#` can stop the page for hours; RE2 goes over it once. In return it knows neither look-around nor back references:
 * https://github.com/google/re2/wiki/WhyRE2
 *
 * Throws for what is none.
 */
export function regexPattern({ text, caseSensitive }: SearchTerms): Pattern {
  const regex = compile(text, caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE);
  return {
    reach: REACH,
    test: searched => regex.test(searched),
    *matches(searched) {
      const matcher = regex.matcher(searched);
      let goneOver = 0;
      while (goneOver < MOST_GONE_OVER && matcher.find()) {
        yield [matcher.start(), matcher.end()];
        goneOver += searched.length - matcher.start();
      }
    },
  };
}

function compile(source: string, flags: number): RE2JS {
  try {
    return RE2JS.compile(source, flags);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new SyntaxError(message.replace(/^error parsing regexp: /, ''));
  }
}
