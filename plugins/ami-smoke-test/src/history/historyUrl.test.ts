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
import {
  countFilters,
  isImageId,
  PAGE_SIZE,
  queryOf,
  readView,
  withFilter,
  withoutFilters,
  withTrail,
} from './historyUrl';

const IMAGE = 'ami-0abcdef1234567890';
const NOW = Date.parse('2026-11-22T12:00:42.000Z');

const address = (text: string) => new URLSearchParams(text);

describe('the part of the history that the URL asks for', () => {
  it('is read with every filter, and becomes the question to the backend', () => {
    const view = readView(
      address(
        `verdict=failed&region=eu-central-1&trigger=rerun&since=7d&image=${IMAGE}&furthestStage=root-mounted&category=io&finding=file-unreadable&cursor=a&cursor=b`,
      ),
    );

    expect(countFilters(view.filters)).toBe(8);
    expect(queryOf({ entityRef: 'resource:default/web' }, view, NOW)).toEqual({
      entityRef: 'resource:default/web',
      verdict: 'failed',
      region: 'eu-central-1',
      source: 'rerun',
      since: '2026-11-15T12:00:00.000Z',
      imageId: IMAGE,
      furthestStage: 'root-mounted',
      category: 'io',
      finding: 'file-unreadable',
      cursor: 'b',
      limit: PAGE_SIZE,
    });
  });

  it('asks the same question within a minute, so that an answer is found in the cache', () => {
    const view = readView(address('since=24h'));

    expect(queryOf({ family: 'web' }, view, NOW)).toEqual(
      queryOf({ family: 'web' }, view, NOW + 17_000),
    );
    expect(queryOf({ family: 'web' }, view, NOW)).not.toEqual(
      queryOf({ family: 'web' }, view, NOW + 18_000),
    );
  });

  it('takes running for having no verdict, whatever is still being removed', () => {
    const query = queryOf(
      { family: 'web' },
      readView(address('verdict=running')),
      NOW,
    );

    expect(query.verdict).toBe('none');
    expect(query.status).toBeUndefined();
  });

  it('is everything where the URL makes no sense', () => {
    const view = readView(
      address(
        'verdict=maybe&region=here&trigger=me&since=toString&image=ami-1&furthestStage=moon&category=toString&finding=No%20disk&cursor=',
      ),
    );

    expect(countFilters(view.filters)).toBe(0);
    expect(view.trail).toEqual([]);
  });
});

describe('the way to another part of the history', () => {
  it('begins at the newest page when a filter changes, and keeps what is not ours', () => {
    const here = address('x=1&verdict=failed&cursor=a');

    expect(withFilter(here, 'region', 'us-east-1').toString()).toBe(
      'x=1&verdict=failed&region=us-east-1',
    );
    expect(withFilter(here, 'verdict', undefined).toString()).toBe('x=1');
    expect(withoutFilters(here).toString()).toBe('x=1');
  });

  it('leads to an older page and back by the way it came', () => {
    const older = withTrail(address('verdict=failed&cursor=a'), ['a', 'b']);

    expect(readView(older).trail).toEqual(['a', 'b']);
    expect(withTrail(older, ['a']).toString()).toBe('verdict=failed&cursor=a');
    expect(withTrail(older, []).toString()).toBe('verdict=failed');
  });

  it('forgets the beginning of a very long way, never its end', () => {
    const trail = Array.from({ length: 100 }, (_, page) => `c${page}`);

    const deep = withTrail(address(''), trail);
    const view = readView(deep);

    expect(view.trail).toHaveLength(40);
    expect(view.trail.at(-1)).toBe('c99');
    expect(view.forgotten).toBe(60);

    const deeper = withTrail(deep, [...view.trail, 'c100']);
    expect(readView(deeper).forgotten).toBe(61);
    const back = withTrail(deeper, ['c61']);
    expect(readView(back)).toMatchObject({ trail: ['c61'], forgotten: 61 });
    expect(withTrail(back, []).toString()).toBe('');
    expect(withFilter(back, 'region', undefined).toString()).toBe('');
  });
});

it.each([
  [IMAGE, true],
  ['ami-0abcdef1', true],
  ['ami-0abcdef12', false],
  ['ami-0ABCDEF1', false],
  ['0abcdef1234567890', false],
  [` ${IMAGE}`, false],
])('tells whether %j is a whole AMI id', (text, whole) => {
  expect(isImageId(text)).toBe(whole);
});
