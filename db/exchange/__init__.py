"""Files in and out: exports of 问卷星, ledgers and answers as csv and xlsx."""
