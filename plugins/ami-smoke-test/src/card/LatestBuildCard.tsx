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
  ANNOTATION_FAMILY,
  buildReadPermission,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { stringifyEntityRef } from '@backstage/catalog-model';
import {
  MissingAnnotationEmptyState,
  useEntity,
} from '@backstage/plugin-catalog-react';
import {
  ButtonLink,
  Card,
  CardBody,
  CardHeader,
  Link,
  Skeleton,
  Text,
  VisuallyHidden,
} from '@backstage/ui';
import type { ReactNode } from 'react';
import { FirstTest } from '../builds';
import { useBuilds, useLiveUpdates } from '../data';
import {
  type BuildsOfEntity,
  buildsOf,
  familyOf,
  isAmiSmokeTestAvailable,
} from '../entity';
import { useTexts } from '../translations/useTexts';
import { ConnectionLost, TroubleView } from '../ui';
import { FamilySummary } from './FamilySummary';
import styles from './LatestBuildCard.module.css';
import { useTabHref } from './useTabHref';

/** How many builds the card looks back. */
const LOOKED_AT = 10;

/** How the image family that the catalog page is about stands. */
export function LatestBuildCard() {
  const { entity } = useEntity();
  if (!isAmiSmokeTestAvailable(entity)) {
    return <MissingAnnotationEmptyState annotation={ANNOTATION_FAMILY} />;
  }
  const entityRef = stringifyEntityRef(entity);
  return (
    <FamilyCard
      key={entityRef}
      entityRef={entityRef}
      family={familyOf(entity)}
      of={buildsOf(entity)}
    />
  );
}

function FamilyCard(props: {
  entityRef: string;
  family: string;
  of: BuildsOfEntity;
}) {
  const { entityRef, family, of } = props;
  const t = useTexts();
  const { data, error, dataUpdatedAt, refetch } = useBuilds({
    ...of,
    limit: LOOKED_AT,
  });
  useLiveUpdates();

  if (data === undefined && error) {
    return (
      <Frame>
        <TroubleView
          what={t('card.what')}
          error={error}
          permission={buildReadPermission.name}
          onRetry={() => refetch()}
        />
      </Frame>
    );
  }
  if (data === undefined) {
    return (
      <Frame>
        <div role="status" className={styles.loading}>
          <VisuallyHidden>{t('card.loading')}</VisuallyHidden>
          <Skeleton width="60%" height={24} />
          <Skeleton width="100%" height={72} />
          <Skeleton width="80%" height={40} />
        </div>
      </Frame>
    );
  }
  if (data.items.length === 0) {
    return (
      <Frame>
        <Empty family={family} entityRef={entityRef} />
      </Frame>
    );
  }
  return (
    <Frame>
      {error && <ConnectionLost since={dataUpdatedAt} />}
      <FamilySummary builds={data.items} more={data.nextCursor !== undefined} />
    </Frame>
  );
}

function Frame(props: { children: ReactNode }) {
  const t = useTexts();
  const tabHref = useTabHref();
  return (
    <Card className={styles.card}>
      <CardHeader>
        <div className={styles.head}>
          <Text as="h3" variant="body-large" weight="bold">
            {t('card.title')}
          </Text>
          {tabHref && (
            <Link href={tabHref} variant="body-small">
              {t('card.all')}
            </Link>
          )}
        </div>
      </CardHeader>
      <CardBody>{props.children}</CardBody>
    </Card>
  );
}

function Empty(props: { family: string; entityRef: string }) {
  const t = useTexts();
  const tabHref = useTabHref();
  return (
    <div className={styles.empty}>
      <Text weight="bold">
        {t('card.empty.title', { family: props.family })}
      </Text>
      {tabHref ? (
        <>
          <Text color="secondary">{t('card.empty.text')}</Text>
          <ButtonLink href={tabHref} variant="secondary" size="small">
            {t('card.empty.how')}
          </ButtonLink>
        </>
      ) : (
        <FirstTest {...props} />
      )}
    </div>
  );
}
