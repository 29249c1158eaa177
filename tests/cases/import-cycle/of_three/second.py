# outcome: raised
from of_three import third

NAME = third.LABEL
