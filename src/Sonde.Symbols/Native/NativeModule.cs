using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>A file that processes map code from: its functions, or why they are not known.</summary>
internal sealed class NativeModule
{
    private readonly ElfFunctions? _functions;
    private readonly ElfSegment[] _code = [];
    private readonly UnknownReason _fault;

    private NativeModule(UnknownReason fault) => _fault = fault;

    private NativeModule(ElfFile file)
    {
        _functions = ElfFunctions.Read(file);
        _code = [.. file.Segments.Where(segment => segment.Type == ElfSegmentType.Load)];
        _fault = _functions.Count == 0 ? UnknownReason.NoSymbols : _functions.IsStripped ? UnknownReason.Stripped : UnknownReason.BetweenSymbols;
    }

    /// <summary>Reads the file at a path. It never throws: what is wrong with it is the reason of its frames.</summary>
    public static NativeModule Read(string path)
    {
        try
        {
            return FromBytes(File.ReadAllBytes(path));
        }
        catch (UnauthorizedAccessException)
        {
            return new NativeModule(UnknownReason.NoPermission);
        }
        catch (IOException e)
        {
            return new NativeModule(e is FileNotFoundException or DirectoryNotFoundException ? UnknownReason.FileGone : UnknownReason.UnreadableFile);
        }
    }

    /// <summary>Reads an image of a file.</summary>
    public static NativeModule FromBytes(ReadOnlyMemory<byte> image)
    {
        try
        {
            return new NativeModule(ElfFile.Parse(image));
        }
        catch (FormatException)
        {
            return new NativeModule(UnknownReason.UnreadableFile);
        }
    }

    /// <summary>The module of a file that is not the one that was mapped.</summary>
    public static NativeModule Gone() => new(UnknownReason.FileGone);

    /// <summary>The function at a place in the file, or why there is none.</summary>
    public UnknownReason Find(ulong fileOffset, out NativeSymbol symbol, out ulong offset)
    {
        symbol = default;
        offset = 0;
        foreach (ElfSegment segment in _code)
        {
            if (fileOffset < segment.Offset || fileOffset - segment.Offset >= segment.FileSize)
                continue;
            ulong address = unchecked(segment.Address + (fileOffset - segment.Offset));
            if (!_functions!.TryFind(address, out symbol))
                return _fault;
            offset = address - symbol.Start;
            return UnknownReason.None;
        }

        return _code.Length == 0 ? _fault : UnknownReason.BetweenSymbols;
    }
}
