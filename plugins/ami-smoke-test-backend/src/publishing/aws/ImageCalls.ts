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
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DisableImageCommand,
  DisableImageDeprecationCommand,
  EnableImageDeprecationCommand,
  ModifyImageAttributeCommand,
  paginateDescribeTags,
  type EC2Client,
  type Image as AwsImage,
  type LaunchPermission,
} from '@aws-sdk/client-ec2';
import type { AccountCheck } from './accountCheck';
import { PublishingError } from './PublishingError';

/** What we tag begins so, and nothing else is looked at. */
const OUR_TAGS = 'ami-smoke-test:*';

/** What publishers want to know of an image. */
export interface ImageView {
  imageId: string;
  ownerId: string;
  /** AWS's own word, e.g. `available`. */
  state: string;
  snapshotIds: string[];
  tags: Map<string, string>;
  deprecatedAt?: Date;
}

/** What EC2 is asked about images in one account and region. @throws PublishingError, all of it */
export class ImageCalls {
  readonly #client: EC2Client;
  readonly #place: { accountId: string; region: string };
  readonly #check: AccountCheck;

  constructor(
    client: EC2Client,
    place: { accountId: string; region: string },
    check: AccountCheck,
  ) {
    this.#client = client;
    this.#place = place;
    this.#check = check;
  }

  /** Nothing when EC2 does not have it, or does not show it to this account. */
  async describe(imageId: string): Promise<ImageView | undefined> {
    // By the filter: an id that there is not would be an error. Disabled images are left out unless they are asked for.
    const { Images = [] } = await this.#call('DescribeImages', imageId, () =>
      this.#client.send(
        new DescribeImagesCommand({
          Filters: [{ Name: 'image-id', Values: [imageId] }],
          IncludeDeprecated: true,
          IncludeDisabled: true,
        }),
      ),
    );
    const [image] = Images;
    // A deregistered image may be shown for a while.
    return image && image.State !== 'deregistered' ? viewOf(image) : undefined;
  }

  /** Our tags of images and snapshots, by resource. */
  async tags(resourceIds: string[]): Promise<Map<string, Map<string, string>>> {
    const tags = new Map(
      resourceIds.map(id => [id, new Map<string, string>()]),
    );
    await this.#call('DescribeTags', resourceIds[0], async () => {
      const pages = paginateDescribeTags(
        { client: this.#client },
        {
          Filters: [
            { Name: 'resource-id', Values: resourceIds },
            { Name: 'key', Values: [OUR_TAGS] },
          ],
        },
      );
      for await (const { Tags = [] } of pages) {
        for (const { ResourceId = '', Key = '', Value = '' } of Tags) {
          tags.get(ResourceId)?.set(Key, Value);
        }
      }
    });
    return tags;
  }

  async tag(resourceId: string, key: string, value: string): Promise<void> {
    await this.#call('CreateTags', resourceId, () =>
      this.#client.send(
        new CreateTagsCommand({
          Resources: [resourceId],
          Tags: [{ Key: key, Value: value }],
        }),
      ),
    );
  }

  async untag(resourceId: string, key: string): Promise<void> {
    await this.#call('DeleteTags', resourceId, () =>
      this.#client.send(
        new DeleteTagsCommand({
          Resources: [resourceId],
          Tags: [{ Key: key }],
        }),
      ),
    );
  }

  /** Only its owner can ask. */
  async launchPermissions(imageId: string): Promise<LaunchPermission[]> {
    const { LaunchPermissions = [] } = await this.#call(
      'DescribeImageAttribute',
      imageId,
      () =>
        this.#client.send(
          new DescribeImageAttributeCommand({
            ImageId: imageId,
            Attribute: 'launchPermission',
          }),
        ),
    );
    return LaunchPermissions;
  }

  async changeLaunchPermission(
    imageId: string,
    change: { Add: LaunchPermission[] } | { Remove: LaunchPermission[] },
  ): Promise<void> {
    await this.#call('ModifyImageAttribute', imageId, () =>
      this.#client.send(
        new ModifyImageAttributeCommand({
          ImageId: imageId,
          LaunchPermission: change,
        }),
      ),
    );
  }

  async deprecate(imageId: string, at: Date): Promise<void> {
    await this.#call('EnableImageDeprecation', imageId, () =>
      this.#client.send(
        new EnableImageDeprecationCommand({
          ImageId: imageId,
          DeprecateAt: at,
        }),
      ),
    );
  }

  async undeprecate(imageId: string): Promise<void> {
    await this.#call('DisableImageDeprecation', imageId, () =>
      this.#client.send(
        new DisableImageDeprecationCommand({ ImageId: imageId }),
      ),
    );
  }

  async disable(imageId: string): Promise<void> {
    await this.#call('DisableImage', imageId, () =>
      this.#client.send(new DisableImageCommand({ ImageId: imageId })),
    );
  }

  async #call<T>(
    operation: string,
    resource: string,
    send: () => Promise<T>,
  ): Promise<T> {
    await this.#check();
    try {
      return await send();
    } catch (error) {
      const action = `ec2:${operation}`;
      throw new PublishingError({ action, resource, ...this.#place }, error);
    }
  }
}

function viewOf(image: AwsImage): ImageView {
  const { ImageId, OwnerId, State, DeprecationTime } = image;
  return {
    imageId: ImageId ?? '',
    ownerId: OwnerId ?? '',
    state: State ?? '',
    snapshotIds: (image.BlockDeviceMappings ?? []).flatMap(
      ({ Ebs }) => Ebs?.SnapshotId ?? [],
    ),
    tags: new Map(
      (image.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]),
    ),
    deprecatedAt: DeprecationTime ? new Date(DeprecationTime) : undefined,
  };
}
