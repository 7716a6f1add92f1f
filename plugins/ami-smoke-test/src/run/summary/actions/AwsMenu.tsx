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

import type { Run } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Button, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { RiArrowDownSLine, RiExternalLinkLine } from '@remixicon/react';
import { imageUrl, instanceUrl, s3FolderUrl } from '../../../aws';
import { useTexts } from '../../../translations/useTexts';

/** Opens what a run is about in the AWS console. */
export function AwsMenu(props: { run: Run }) {
  const { image, instanceId, archive } = props.run;
  const t = useTexts();
  const places = [
    {
      label: t('run.summary.awsInstance'),
      href: instanceId && instanceUrl(image.region, instanceId),
    },
    {
      label: t('run.summary.awsImage'),
      href: imageUrl(image.region, image.imageId),
    },
    {
      label: t('run.summary.awsArchive'),
      href: archive && s3FolderUrl(image.region, archive),
    },
  ];
  return (
    <MenuTrigger>
      <Button
        size="small"
        variant="secondary"
        iconStart={<RiExternalLinkLine size={16} />}
        iconEnd={<RiArrowDownSLine size={16} />}
      >
        {t('run.summary.openInAws')}
      </Button>
      <Menu>
        {places
          .filter(place => place.href)
          .map(place => (
            <MenuItem
              key={place.label}
              href={place.href}
              target="_blank"
              rel="noopener noreferrer"
            >
              {place.label}
            </MenuItem>
          ))}
      </Menu>
    </MenuTrigger>
  );
}
