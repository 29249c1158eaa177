from lazy_attributes import __name__ as PARENT
