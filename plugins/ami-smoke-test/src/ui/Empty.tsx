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

import { Flex, Text } from '@backstage/ui';
import type { ReactNode } from 'react';
import styles from './Empty.module.css';

/** There is nothing here, why, and what to do about it. */
export function Empty(props: {
  title: string;
  children?: ReactNode;
  icon?: ReactNode;
}) {
  return (
    <Flex direction="column" align="center" gap="3" className={styles.empty}>
      {props.icon}
      <Text as="h2" variant="title-x-small" weight="bold">
        {props.title}
      </Text>
      {props.children}
    </Flex>
  );
}
