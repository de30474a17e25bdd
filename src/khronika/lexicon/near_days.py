"""The days that are counted from today: «вчера», «сегодня», «завтра».

For finding dates that nobody marked. Full forms, in lower case; they have no others. Source: the
deictic adverbs of the Russian Grammar of 1980.
"""

NEAR_DAYS = ("вчера", "сегодня", "завтра", "позавчера", "послезавтра")
"""The adverbs."""
