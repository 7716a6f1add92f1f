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
import { SearchField } from '@backstage/ui';
import { useId, useState } from 'react';
import { useTexts } from '../translations/useTexts';
import { isImageId } from './historyUrl';
import styles from './ImageSearch.module.css';

/** A short id is also how a long one begins, so it is searched for only when that is asked for. */
const SHORT_ID_LENGTH = 'ami-'.length + 8;

/** Finds the builds of one image, by its whole id: it searches as soon as the id is whole, and says what is missing when asked to before. */
export function ImageSearch(props: {
  image: string | undefined;
  onSearch: (image: string | undefined) => void;
}) {
  const t = useTexts();
  const errorId = useId();
  const { image, onSearch } = props;
  const [text, setText] = useState(image ?? '');
  const [shown, setShown] = useState(image);
  const [malformed, setMalformed] = useState(false);

  // The URL was changed by something else: by "clear", or by going back.
  if (shown !== image) {
    setShown(image);
    setText(image ?? '');
    setMalformed(false);
  }

  const search = (id: string | undefined) => {
    if (id !== image) onSearch(id);
  };
  const change = (typed: string) => {
    setText(typed);
    setMalformed(false);
    const id = typed.trim();
    if (id === '') search(undefined);
    else if (isImageId(id) && id.length > SHORT_ID_LENGTH) search(id);
  };
  const submit = () => {
    const id = text.trim();
    if (id === '' || isImageId(id)) search(id || undefined);
    else setMalformed(true);
  };

  return (
    <div className={styles.search}>
      <SearchField
        size="small"
        label={t('history.filters.image')}
        placeholder={t('history.filters.imagePlaceholder')}
        value={text}
        isInvalid={malformed}
        aria-describedby={malformed ? errorId : undefined}
        onChange={change}
        onSubmit={submit}
        onBlur={submit}
      />
      {malformed && (
        <p id={errorId} className={styles.error} role="alert">
          {t('history.filters.imageMalformed')}
        </p>
      )}
    </div>
  );
}
