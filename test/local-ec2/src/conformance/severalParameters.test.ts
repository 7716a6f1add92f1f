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

import { SSM } from '@aws-sdk/client-ssm';
import { refusal, startTestEc2, TestEc2 } from '../__testUtils__/localEc2';

describe('several parameters', () => {
  let test: TestEc2;
  let ssm: SSM;
  beforeEach(async () => {
    test = await startTestEc2();
    ssm = test.ssm();
  });
  afterEach(() => test.close());

  const put = (Name: string, Value: string, more: object = {}) =>
    ssm.putParameter({ Name, Value, Type: 'String', ...more });

  it('are listed by name, path, tag and label, in pages', async () => {
    for (const name of ['/a/one', '/a/two', '/a/b/three', '/c', 'plain']) {
      await put(name, name);
    }
    await ssm.addTagsToResource({
      ResourceType: 'Parameter',
      ResourceId: '/a/two',
      Tags: [{ Key: 'team', Value: 'x' }],
    });
    await ssm.labelParameterVersion({ Name: '/a/one', Labels: ['current'] });

    const byPath = async (Path: string, more: object = {}) =>
      (await ssm.getParametersByPath({ Path, ...more })).Parameters?.map(
        ({ Name }) => Name,
      );
    expect(await byPath('/a')).toEqual(['/a/one', '/a/two']);
    expect(await byPath('/a/', { Recursive: true })).toEqual([
      '/a/b/three',
      '/a/one',
      '/a/two',
    ]);
    expect(await byPath('/nothing')).toEqual([]);
    expect(
      await byPath('/a', {
        ParameterFilters: [{ Key: 'Label', Values: ['current'] }],
      }),
    ).toEqual(['/a/one']);
    const first = await ssm.getParametersByPath({
      Path: '/a',
      Recursive: true,
      MaxResults: 2,
    });
    expect(first.Parameters).toHaveLength(2);
    expect(
      await byPath('/a', { Recursive: true, NextToken: first.NextToken }),
    ).toEqual(['/a/two']);
    expect((await refusal(byPath('a'))).code).toBe('ValidationException');

    const described = async (...ParameterFilters: object[]) =>
      (
        await ssm.describeParameters({ ParameterFilters } as Parameters<
          SSM['describeParameters']
        >[0])
      ).Parameters?.map(({ Name }) => Name);
    expect(
      await described({ Key: 'Name', Option: 'BeginsWith', Values: ['/a/t'] }),
    ).toEqual(['/a/two']);
    expect(
      await described({ Key: 'Name', Option: 'Contains', Values: ['e'] }),
    ).toEqual(['/a/b/three', '/a/one']);
    expect(await described({ Key: 'Name', Values: ['/c', 'plain'] })).toEqual([
      '/c',
      'plain',
    ]);
    expect(
      await described({ Key: 'Path', Option: 'Recursive', Values: ['/a'] }),
    ).toEqual(['/a/b/three', '/a/one', '/a/two']);
    expect(await described({ Key: 'tag:team', Values: ['x'] })).toEqual([
      '/a/two',
    ]);
    expect(
      (await refusal(described({ Key: 'Color', Values: ['x'] }))).code,
    ).toBe('InvalidFilterKey');
    expect(
      (
        await refusal(
          described({ Key: 'Type', Option: 'BeginsWith', Values: ['S'] }),
        )
      ).code,
    ).toBe('InvalidFilterOption');
    expect(
      (
        await ssm.describeParameters({
          Filters: [{ Key: 'Name', Values: ['pla'] }],
        })
      ).Parameters,
    ).toHaveLength(1);
  });

  it('are read and deleted several at once', async () => {
    await put('/a', 'A');
    await put('/b', 'B');
    const { Parameters: found, InvalidParameters } = await ssm.getParameters({
      Names: ['/a', '/b:1', '/b:7', '/c'],
    });
    expect(found).toMatchObject([
      { Value: 'A' },
      { Value: 'B', Selector: ':1' },
    ]);
    expect(InvalidParameters).toEqual(['/b:7', '/c']);
    expect(await ssm.deleteParameters({ Names: ['/a', '/c'] })).toMatchObject({
      DeletedParameters: ['/a'],
      InvalidParameters: ['/c'],
    });
    expect(
      (
        await refusal(
          ssm.getParameters({ Names: Array.from({ length: 11 }, () => '/b') }),
        )
      ).code,
    ).toBe('ValidationException');
  });

  it('are tagged and untagged', async () => {
    await put('/t', 'x', { Tags: [{ Key: 'a', Value: '1' }] });
    const resource = {
      ResourceType: 'Parameter',
      ResourceId: '/t',
    } as const;
    const tags = async () => (await ssm.listTagsForResource(resource)).TagList;
    await ssm.addTagsToResource({
      ...resource,
      Tags: [
        { Key: 'a', Value: '2' },
        { Key: 'b', Value: '' },
      ],
    });
    expect(await tags()).toEqual([
      { Key: 'a', Value: '2' },
      { Key: 'b', Value: '' },
    ]);
    await ssm.removeTagsFromResource({ ...resource, TagKeys: ['a', 'none'] });
    expect(await tags()).toEqual([{ Key: 'b', Value: '' }]);
    expect(
      (
        await refusal(
          ssm.listTagsForResource({ ...resource, ResourceId: '/none' }),
        )
      ).code,
    ).toBe('InvalidResourceId');
    expect(
      (
        await refusal(
          ssm.listTagsForResource({ ...resource, ResourceType: 'Document' }),
        )
      ).code,
    ).toBe('InvalidResourceType');
    const many = Array.from({ length: 50 }, (_, index) => ({
      Key: `k${index}`,
      Value: '',
    }));
    expect(
      (await refusal(ssm.addTagsToResource({ ...resource, Tags: many }))).code,
    ).toBe('TooManyTagsError');
  });
});
