"""The tables and files of a release: what they are, how they are made, and how they are read back.

From checked documents to a folder: `builder` plans and joins, `shards` reads and writes a part,
`tables` makes rows, `writing` describes it all.
"""
