"""Tables from files: CSV in any encoding and dialect, spreadsheets, address cards; and out again as CSV and XLSX."""

from .model import Limits, Row, Table, TableError
from .opening import open_table
from .writing import csv_pieces, write_csv, write_xlsx

__all__ = ["Limits", "Row", "Table", "TableError", "csv_pieces", "open_table", "write_csv", "write_xlsx"]
