namespace Sonde.ObjectFiles;

/// <summary>Goes once over the entries of a unit and keeps its functions. What it needs meanwhile is used again for the next unit.</summary>
internal sealed class FunctionReader(CodeBounds code)
{
    private readonly RangeCollector _ranges = new(code);
    private readonly RangeFlattener _flattener = new();
    private FunctionScope[] _scopes = new FunctionScope[64];
    private int[] _outer = new int[64];
    private int _scopeCount;

    public FunctionTable Read(CodeUnit unit)
    {
        _ranges.Clear();
        _scopeCount = 0;
        ReadEntries(unit);
        _flattener.Flatten(_ranges);
        return new FunctionTable(_flattener.Starts, _flattener.Owners, _scopes.AsSpan(0, _scopeCount).ToArray());
    }

    private void ReadEntries(CodeUnit unit)
    {
        EntryShapes shapes = unit.File.ShapesOf(unit);
        EntryShape?[] dense = shapes.Dense;
        ReadOnlySpan<byte> bytes = unit.File.Sections.Info.Span.Slice(0, unit.End);
        int[] outer = _outer;
        int depth = 0;
        int scope = -1;
        int at = unit.Entries;
        while ((uint)at < (uint)bytes.Length)
        {
            int entry = at;
            uint code = bytes[at++];
            if (code == 0)
            {
                if (--depth <= 0)
                    return;
                scope = outer[depth];
                continue;
            }

            EntryShape? shape;
            if (code >= 0x80 || code >= (uint)dense.Length || (shape = dense[code]) is null)
            {
                var reader = new DwarfReader(bytes, (uint)entry);
                shape = shapes.Get(reader.ReadUnsigned());
                at = reader.Position;
            }

            int inner = scope;
            if (shape.Kind == EntryKind.Other)
                at = shape.FixedSize >= 0 ? at + shape.FixedSize : Skip(shape, unit, bytes, at);
            else
                at = ReadFunction(shape, unit, bytes, entry, at, ref inner);
            if (shape.HasChildren)
            {
                if (depth + 1 >= outer.Length)
                    Array.Resize(ref outer, 2 * outer.Length);
                outer[depth++] = scope;
                scope = inner;
            }
            else if (depth == 0)
            {
                return;
            }
        }

        _outer = outer;
        if (at != bytes.Length)
            throw new DwarfFormatException($".debug_info is corrupt: an entry goes beyond its unit at byte {bytes.Length}");
    }

    private static int Skip(EntryShape shape, CodeUnit unit, ReadOnlySpan<byte> bytes, int at)
    {
        var reader = new DwarfReader(bytes, (uint)at);
        foreach (ref readonly EntryStep step in shape.Steps.AsSpan())
        {
            reader.Skip((uint)step.Skip);
            switch (step.Form)
            {
                case 0:
                    break;
                case DwarfForm.Expression or DwarfForm.Block:
                    reader.Skip(reader.ReadUnsigned());
                    break;
                case DwarfForm.UnsignedData or DwarfForm.StringIndex or DwarfForm.AddressIndex or DwarfForm.SignedData:
                    reader.ReadUnsigned();
                    break;
                case DwarfForm.String:
                    reader.ReadText();
                    break;
                default:
                    DwarfReader other = reader;
                    DwarfFormats.Skip(step.Form, unit, ref other);
                    reader.Position = other.Position;
                    break;
            }
        }

        return reader.Position;
    }

    private int ReadFunction(EntryShape shape, CodeUnit unit, ReadOnlySpan<byte> bytes, int entry, int at, ref int scope)
    {
        var reader = new DwarfReader(bytes, (uint)at);
        var found = new FunctionScope { Parent = shape.Kind == EntryKind.Inlined ? scope : -1, NameEntry = entry };
        (DwarfForm Form, ulong Value) low = default, high = default, list = default, entryPc = default, origin = default;
        bool isNamed = false;
        foreach (ref readonly EntryStep step in shape.Steps.AsSpan())
        {
            reader.Skip((uint)step.Skip);
            if (step.Form == 0)
                continue;
            if (step.Attribute is 0 or DwarfAttribute.Name or DwarfAttribute.LinkageName or DwarfAttribute.MipsLinkageName)
            {
                isNamed |= step.Attribute != 0;
                DwarfFormats.Skip(step.Form, unit, ref reader);
                continue;
            }

            ulong value = step.Form == DwarfForm.ImplicitConstant ? (ulong)step.Constant : DwarfFormats.ReadNumber(step.Form, unit, ref reader);
            switch (step.Attribute)
            {
                case DwarfAttribute.LowPc: low = (step.Form, value); break;
                case DwarfAttribute.HighPc: high = (step.Form, value); break;
                case DwarfAttribute.Ranges: list = (step.Form, value); break;
                case DwarfAttribute.EntryPc: entryPc = (step.Form, value); break;
                case DwarfAttribute.AbstractOrigin or DwarfAttribute.Specification: origin = (step.Form, value); break;
                case DwarfAttribute.CallFile: found.CallFile = (uint)value; break;
                case DwarfAttribute.CallLine: found.CallLine = (uint)value; break;
                case DwarfAttribute.CallColumn: found.CallColumn = (uint)value; break;
                default: break;
            }
        }

        // A name of its own is the one to take; else the search can begin one entry further.
        if (!isNamed && origin.Form != 0 && DwarfFile.TryFollow(origin.Form, origin.Value, unit, out int named, out bool isSupplement))
            (found.NameEntry, found.IsNameInSupplement) = (named, isSupplement);

        int owner = _scopeCount;
        int before = _ranges.Count;
        if (low.Form != 0)
            found.Start = DwarfFile.AddressOf(low.Form, low.Value, unit);
        if (list.Form != 0)
            unit.File.ReadRanges(unit, list.Form, list.Value, owner, _ranges);
        else if (high.Form != 0)
            _ranges.Add(found.Start, DwarfFile.IsAddress(high.Form) ? DwarfFile.AddressOf(high.Form, high.Value, unit) : found.Start + high.Value, owner);
        if (DwarfFile.IsAddress(entryPc.Form))
            found.Start = DwarfFile.AddressOf(entryPc.Form, entryPc.Value, unit);
        else if (low.Form == 0 && _ranges.Count > before)
            found.Start = _ranges.Starts[before];
        if (_scopeCount == _scopes.Length)
            Array.Resize(ref _scopes, 2 * _scopeCount);
        _scopes[_scopeCount++] = found;
        scope = owner;
        return reader.Position;
    }
}
