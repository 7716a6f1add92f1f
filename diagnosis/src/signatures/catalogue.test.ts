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

import { diagnose } from '../diagnose';
import { ourSignatures } from './catalogue';
import { signatureSchema, type Signature } from './schema';

const signatures = ourSignatures();

/** The ids that a text shows, on the console or on a screen. */
function found(text: string, where: 'console' | 'screen'): string[] {
  const { findings } = diagnose(
    where === 'console'
      ? { console: text }
      : { screens: [{ offsetMs: 1000, text }] },
  );
  return findings.map(({ id }) => id);
}

describe('the signatures', () => {
  it.each(signatures.map(each => [each.id, each] as const))(
    'are as the schema wants them, with patterns of RE2: %s',
    (_, signature) => {
      expect(signatureSchema.safeParse(signature).error).toBeUndefined();
    },
  );

  it('have one id each', () => {
    const ids = signatures.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('explain others that there are', () => {
    const ids = signatures.map(({ id }) => id);
    const unknown = signatures.flatMap(({ id, explains }) =>
      explains
        .filter(other => !ids.includes(other))
        .map(other => `${id} explains ${other}`),
    );
    expect(unknown).toEqual([]);
  });

  it('name in their texts what a pattern of theirs has a group for', () => {
    const unknown = signatures.flatMap(
      ({ id, title, cause, remedy, matches }) =>
        [...`${title}${cause}${remedy}`.matchAll(/\{(\w+)\}/g)]
          .map(([, name]) => name)
          .filter(name => !matches?.some(each => each.includes(`<${name}>`)))
          .map(name => `${id}: {${name}}`),
    );
    expect(unknown).toEqual([]);
  });
});

describe.each(signatures.map(each => [each.id, each] as const))(
  '%s',
  (id, { samples, notSamples, where }: Signature) => {
    const cases = (texts: string[]) =>
      where.flatMap(source => texts.map(text => [source, text] as const));

    it.each(cases(samples))('is found on the %s in: %s', (source, text) => {
      expect(found(text, source)).toContain(id);
    });

    it.each(cases(notSamples))(
      'is not found on the %s in: %s',
      (source, text) => {
        expect(found(text, source)).not.toContain(id);
      },
    );
  },
);
