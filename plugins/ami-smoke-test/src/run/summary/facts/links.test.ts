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

import { revisionUrl, safeUrl, shortAddress } from './links';

describe('what a caller says of where an image comes from', () => {
  it('is a link only when it is http(s) and holds no password', () => {
    expect(safeUrl('https://ci.example.com/job/7?x=1')).toBe(
      'https://ci.example.com/job/7?x=1',
    );
    for (const hostile of [
      // eslint-disable-next-line no-script-url
      'javascript:alert(1)',
      // eslint-disable-next-line no-script-url
      ' JaVaScRiPt:alert(1)',
      'data:text/html,<script>alert(1)</script>',
      'git@github.com:acme/images.git',
      '//evil.example.com',
      'https://token:secret@github.com/acme/images',
      '',
      undefined,
    ]) {
      expect(safeUrl(hostile)).toBeUndefined();
    }
  });

  it('is short, and shows no password', () => {
    expect(shortAddress('https://a:b@github.com/acme/images.git')).toBe(
      'github.com/acme/images',
    );
    expect(shortAddress('git@github.com:acme/images.git')).toBe(
      'git@github.com:acme/images.git',
    );
  });

  it('leads to a commit where the host is known', () => {
    const revision = '4f2a9c1b';
    expect(revisionUrl('https://github.com/acme/images.git', revision)).toBe(
      'https://github.com/acme/images/commit/4f2a9c1b',
    );
    expect(revisionUrl('https://gitlab.com/a/b/', revision)).toBe(
      'https://gitlab.com/a/b/-/commit/4f2a9c1b',
    );
    expect(revisionUrl('https://git.example.com/a', revision)).toBeUndefined();
    expect(
      revisionUrl('https://github.com/acme/images', '../../evil'),
    ).toBeUndefined();
  });
});
