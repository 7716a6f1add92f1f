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
import type { LedgerEntry } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Link } from '@backstage/ui';
import { RiExternalLinkLine } from '@remixicon/react';
import { resourceUrl } from '../aws';
import { useTexts } from '../translations/useTexts';
import styles from './LedgerTable.module.css';

/** The id of a thing in AWS, which leads to it in the AWS console. */
export function ResourceName(props: {
  resource: Pick<LedgerEntry, 'kind' | 'region' | 'resourceId'>;
}) {
  const t = useTexts();
  const { resourceId } = props.resource;
  if (!resourceId) return <>{t('fleet.ledger.noId')}</>;
  const href = resourceUrl(props.resource);
  if (!href) return <span className={styles.resource}>{resourceId}</span>;
  return (
    <Link
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      variant="body-small"
      className={styles.resource}
      aria-label={t('fleet.ledger.console', { resource: resourceId })}
    >
      {resourceId}
      <RiExternalLinkLine size={12} aria-hidden />
    </Link>
  );
}
