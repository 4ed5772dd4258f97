"""Search: an index kept in the same transaction as the record, in characters, pinyin, initials, words and digits."""
