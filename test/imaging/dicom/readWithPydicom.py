"""Prints, as JSON, what pydicom reads of each DICOM file named on the command line (None where it reads nothing)."""
import json
import sys

import pydicom


def text(dataset, keyword):
    value = dataset.get(keyword)
    if value is None:
        return ''
    if isinstance(value, pydicom.multival.MultiValue):
        return '\\'.join(str(part) for part in value)
    return str(value).strip()


def numbers(dataset, keyword):
    value = dataset.get(keyword)
    if value is None or value == '':
        return []
    return [float(part) for part in value] if isinstance(value, (list, pydicom.multival.MultiValue)) else [float(value)]


def tables(dataset, keyword):
    found = []
    for item in dataset.get(keyword) or []:
        data = item.LUTData
        words = list(data) if not isinstance(data, bytes) else list(memoryview(data).cast('H'))
        found.append({'descriptor': [int(part) for part in item.LUTDescriptor], 'length': len(words), 'sum': sum(words)})
    return found


def read(path):
    dataset = pydicom.dcmread(path, force=True, stop_before_pixels=True)
    return {
        'transferSyntaxUid': text(dataset.file_meta, 'TransferSyntaxUID'),
        'sopClassUid': text(dataset, 'SOPClassUID'),
        'sopInstanceUid': text(dataset, 'SOPInstanceUID'),
        'studyInstanceUid': text(dataset, 'StudyInstanceUID'),
        'seriesInstanceUid': text(dataset, 'SeriesInstanceUID'),
        'modality': text(dataset, 'Modality'),
        'patientId': text(dataset, 'PatientID'),
        'patientName': text(dataset, 'PatientName'),
        'patientBirthDate': text(dataset, 'PatientBirthDate'),
        'patientAge': text(dataset, 'PatientAge'),
        'accessionNumber': text(dataset, 'AccessionNumber'),
        'studyDate': text(dataset, 'StudyDate'),
        'studyDescription': text(dataset, 'StudyDescription'),
        'manufacturer': text(dataset, 'Manufacturer'),
        'manufacturerModelName': text(dataset, 'ManufacturerModelName'),
        'rows': dataset.get('Rows'),
        'columns': dataset.get('Columns'),
        'frames': int(dataset.get('NumberOfFrames') or 1),
        'samplesPerPixel': dataset.get('SamplesPerPixel'),
        'bitsAllocated': dataset.get('BitsAllocated'),
        'bitsStored': dataset.get('BitsStored'),
        'highBit': dataset.get('HighBit'),
        'signed': dataset.get('PixelRepresentation') == 1,
        'photometricInterpretation': text(dataset, 'PhotometricInterpretation'),
        'windowCenter': numbers(dataset, 'WindowCenter'),
        'windowWidth': numbers(dataset, 'WindowWidth'),
        'rescale': [numbers(dataset, 'RescaleSlope'), numbers(dataset, 'RescaleIntercept')],
        'modalityTables': tables(dataset, 'ModalityLUTSequence'),
        'voiTables': tables(dataset, 'VOILUTSequence'),
        'tags': [int(element.tag) for element in dataset],
    }


results = {}
for path in sys.argv[1:]:
    try:
        results[path] = read(path)
    except Exception as error:  # what pydicom cannot read is not compared
        results[path] = None
        print(path, error, file=sys.stderr)
json.dump(results, sys.stdout)
