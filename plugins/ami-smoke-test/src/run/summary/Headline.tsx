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
import type { Verdict } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type { ReactNode } from 'react';
import { standingOf, VerdictBadge } from '../../ui';
import styles from './Headline.module.css';

/**
 * The head of the page of a build or run: its verdict, its family, and what can be done.
 *
 * @param props - what it is `of`; the family's `entityRef`, which a verification has not; its `title` follows the family; `beside` stands next to it
 */
export function Headline(props: {
  of: { verdict?: Verdict };
  family: string;
  entityRef?: string;
  title: ReactNode;
  beside?: ReactNode;
  actions: ReactNode;
}) {
  const { of, family, entityRef, title, beside, actions } = props;
  return (
    <div className={styles.head}>
      <div className={styles.title}>
        <VerdictBadge standing={standingOf(of)} size="large" />
        <h1 className={styles.heading}>
          {entityRef ? (
            <EntityRefLink entityRef={entityRef} hideIcon>
              {family}
            </EntityRefLink>
          ) : (
            family
          )}{' '}
          {title}
        </h1>
        {beside}
      </div>
      {actions}
    </div>
  );
}
