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
  ButtonIcon,
  SearchField,
  Text,
  ToggleButton,
  Tooltip,
  TooltipTrigger,
} from '@backstage/ui';
import {
  RiArrowDownSLine,
  RiArrowUpSLine,
  RiDownloadLine,
  RiFilter3Line,
  RiTextWrap,
} from '@remixicon/react';
import { type ReactElement, type RefObject } from 'react';
import { useTexts } from '../../translations/useTexts';
import { CopyButton } from '../../ui';
import styles from './ConsolePanel.module.css';
import type { SearchTerms } from './pattern';
import type { Search } from './useSearch';

/** What can be done with the log. */
export function Toolbar(props: {
  lineCount: number;
  terms: SearchTerms;
  onTerms: (terms: SearchTerms) => void;
  search: Search;
  /** On how many screens it was found. */
  screenCount: number;
  /** Which hit the reader stands on, from 1. */
  hitNumber: number | undefined;
  onHit: (back: boolean) => void;
  onlyHits: boolean;
  onOnlyHits: (onlyHits: boolean) => void;
  wrap: boolean;
  onWrap: (wrap: boolean) => void;
  selectedLines: number;
  copyText: () => string;
  link: string | undefined;
  onDownload: () => void;
  downloading: boolean;
  searchField: RefObject<HTMLDivElement>;
}) {
  const { terms, onTerms, search, hitNumber } = props;
  const t = useTexts();
  const none = search.hits.length === 0;
  return (
    <div className={styles.toolbar}>
      <Text as="h2" variant="body-medium" weight="bold">
        {t('run.console.title')}
      </Text>
      <Text variant="body-small" color="secondary" className={styles.count}>
        {t('run.console.lineCount', {
          count: props.lineCount,
          number: props.lineCount.toLocaleString(),
        })}
      </Text>
      <div className={styles.search} role="search">
        <SearchField
          size="small"
          aria-label={t('run.console.search')}
          placeholder={t('run.console.search')}
          className={styles.field}
          ref={props.searchField}
          value={terms.text}
          onChange={text => onTerms({ ...terms, text })}
          onKeyDown={event => {
            if (event.key === 'Enter') props.onHit(event.shiftKey);
            else event.continuePropagation();
          }}
        />
        <Toggle
          label={t('run.console.caseSensitive')}
          isSelected={terms.caseSensitive}
          onChange={caseSensitive => onTerms({ ...terms, caseSensitive })}
        >
          Aa
        </Toggle>
        <Toggle
          label={t('run.console.regex')}
          isSelected={terms.regex}
          onChange={regex => onTerms({ ...terms, regex })}
        >
          .*
        </Toggle>
        <span className={styles.hits} role="status">
          {terms.text !== '' && !search.problem && (
            <Text variant="body-small" color="secondary">
              {hitText(t, search, props.screenCount, hitNumber)}
            </Text>
          )}
        </span>
        <ButtonIcon
          size="small"
          variant="tertiary"
          isDisabled={none}
          aria-label={t('run.console.previousHit')}
          icon={<RiArrowUpSLine />}
          onPress={() => props.onHit(true)}
        />
        <ButtonIcon
          size="small"
          variant="tertiary"
          isDisabled={none}
          aria-label={t('run.console.nextHit')}
          icon={<RiArrowDownSLine />}
          onPress={() => props.onHit(false)}
        />
        <Toggle
          label={t('run.console.onlyHits')}
          icon={<RiFilter3Line />}
          isDisabled={terms.text === ''}
          isSelected={props.onlyHits}
          onChange={props.onOnlyHits}
        />
      </div>
      <div className={styles.tools}>
        {props.link && (
          <CopyButton what={t('run.console.theLink')} text={props.link} link />
        )}
        <CopyButton
          what={
            props.selectedLines > 0
              ? t('run.console.someLines', { count: props.selectedLines })
              : t('run.console.theLog')
          }
          text={props.copyText}
        />
        <Toggle
          label={t('run.console.wrap')}
          icon={<RiTextWrap />}
          isSelected={props.wrap}
          onChange={props.onWrap}
        />
        <ButtonIcon
          size="small"
          variant="tertiary"
          aria-label={t('run.console.download')}
          icon={<RiDownloadLine />}
          isPending={props.downloading}
          onPress={props.onDownload}
        />
      </div>
    </div>
  );
}

function hitText(
  t: ReturnType<typeof useTexts>,
  search: Search,
  screenCount: number,
  hitNumber: number | undefined,
): string {
  const count = search.hits.length;
  if (count === 0 && screenCount > 0) {
    return t('run.console.screens', { count: screenCount });
  }
  if (count === 0) {
    return t(search.searching ? 'run.console.searching' : 'run.console.noHit');
  }
  return hitNumber === undefined
    ? t('run.console.hits', { count, number: count.toLocaleString() })
    : `${hitNumber.toLocaleString()} / ${count.toLocaleString()}`;
}

function Toggle(props: {
  label: string;
  icon?: ReactElement;
  children?: string;
  isSelected: boolean;
  isDisabled?: boolean;
  onChange: (selected: boolean) => void;
}) {
  return (
    <TooltipTrigger>
      <ToggleButton
        size="small"
        aria-label={props.label}
        className={styles.toggle}
        iconStart={props.icon}
        isSelected={props.isSelected}
        isDisabled={props.isDisabled}
        onChange={props.onChange}
      >
        {props.children}
      </ToggleButton>
      <Tooltip>{props.label}</Tooltip>
    </TooltipTrigger>
  );
}
