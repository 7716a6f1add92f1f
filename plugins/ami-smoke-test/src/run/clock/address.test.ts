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

import { lineOfHash, momentOfSearch, searchWithMoment } from './address';

it('reads the moment in seconds', () => {
  expect(momentOfSearch('?t=12.0')).toBe(12_000);
  expect(momentOfSearch('?tab=x&t=45.374')).toBe(45_374);
  for (const senseless of ['', '?t=', '?t=abc', '?t=-3', '?t=Infinity']) {
    expect(momentOfSearch(senseless)).toBeUndefined();
  }
});

it('writes it so that it is read the same, and leaves the rest alone', () => {
  expect(searchWithMoment('?tab=x&t=1.0', 12_000)).toBe('?tab=x&t=12.0');
  expect(searchWithMoment('?tab=x&t=1.0', undefined)).toBe('?tab=x');
  expect(searchWithMoment('?t=1.0', undefined)).toBe('');
  expect(momentOfSearch(searchWithMoment('', 45_374))).toBe(45_374);
});

it('reads the line of a link', () => {
  expect(lineOfHash('#L120-L131')).toBe(120);
  expect(lineOfHash('#L7')).toBe(7);
  expect(lineOfHash('#Lx')).toBeUndefined();
});
