using Microsoft.Win32.SafeHandles;
using Sonde.Kernel;
using Sonde.ObjectFiles;

namespace Sonde.Symbols;

public sealed partial class NativeModule
{
    // The symbols of a large library take some megabytes; more is a trap.
    private const long MaxMiniDebugInfo = 256L << 20;

    private const long UsualLineBytes = 128L << 20;

    /// <summary>Reads a file, and its debug file when there is one in the usual place.</summary>
    /// <param name="path">The file.</param>
    /// <param name="debugFolders">Where debug files are looked for; null for <c>/usr/lib/debug</c>.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ElfFormatException">It is no 64-bit little-endian ELF file, or is damaged.</exception>
    public static NativeModule Open(string path, IReadOnlyList<string>? debugFolders = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.GetFullPath(path);
        var options = new ModuleOptions(new DebugFiles(debugFolders ?? DebugFiles.UsualFolders, null), UsualLineBytes);
        try
        {
            return Read(RegularFile.Open(full), full, "", full, options);
        }
        catch (KernelException e)
        {
            throw new IOException(e.Message, e);
        }
        catch (FormatException e)
        {
            throw new ElfFormatException($"{full}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{full}: {e.Message}", e);
        }
    }

    /// <summary>Reads an open file, which it then owns, also where it throws.</summary>
    /// <param name="handle">The file.</param>
    /// <param name="path">Its path as its process sees it.</param>
    /// <param name="root">What stands before paths of that process: <c>/proc/PID/root</c>, or nothing.</param>
    /// <param name="opened">The path under which it was opened.</param>
    /// <param name="options">How to read it.</param>
    /// <exception cref="FormatException">The file is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static NativeModule Read(SafeFileHandle handle, string path, string root, string opened, ModuleOptions options)
    {
        ElfFile file;
        try
        {
            file = ElfFile.Open(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }

        return Read(file, path, root, opened, options);
    }

    /// <summary>Reads a file, which it then owns, also where it throws.</summary>
    internal static NativeModule Read(ElfFile file, string path, string root, string opened, ModuleOptions options)
    {
        List<string> faults = [];
        ElfFile? debug = null;
        NativeModule? module = null;
        try
        {
            bool hasAll = file.Symbols.Count > 0 && SourceLines.AreIn(file);
            string? debugPath = hasAll ? null : options.DebugFiles.Find(file, path, root, faults);
            debug = debugPath is null ? null : OpenedFile.TryOpen(debugPath, faults);
            FunctionTable functions = ReadFunctions(file, debug, out bool isWhole, out string? fault);
            SourceLines? lines = options.LineBytes == 0 ? null
                : debug is not null && SourceLines.AreIn(debug) ? new SourceLines(debug, new ModuleDebugFiles(path, root, debugPath!, options.DebugFiles), options.LineBytes)
                : SourceLines.AreIn(file) ? new SourceLines(file, new ModuleDebugFiles(path, root, opened, options.DebugFiles), options.LineBytes)
                : null;
            UnknownReason missing = isWhole ? UnknownReason.BetweenSymbols : functions.Count == 0 ? UnknownReason.NoSymbols : UnknownReason.Stripped;
            string? buildId = DebugFiles.BuildIdOf(file);
            ElfSegment[] segments = [.. file.Segments.Where(segment => segment.Type == ElfSegmentType.Load)];
            file.ReleaseSections();
            debug?.ReleaseSections();
            module = new NativeModule(functions, segments, lines, missing, isWhole ? null : Explain(missing, buildId, fault, faults.FirstOrDefault()))
            {
                BuildId = buildId,
                DebugFile = debugPath,
                _debugFault = debug is null ? faults.FirstOrDefault() : null,
            };
            return module;
        }
        finally
        {
            // What has the lines stays open.
            if (module?._lines?.IsOf(file) != true)
                file.Dispose();
            if (module?._lines?.IsOf(debug) != true)
                debug?.Dispose();
        }
    }

    private static FunctionTable ReadFunctions(ElfFile file, ElfFile? debug, out bool isWhole, out string? fault)
    {
        var functions = new FunctionTableBuilder();
        functions.Add(file, file.Symbols);
        functions.Add(file, file.DynamicSymbols);
        PltStubs.Add(file, functions);
        isWhole = file.Symbols.Count > 0;
        fault = null;
        if (debug is not null)
        {
            functions.Add(debug, debug.Symbols);
            isWhole |= debug.Symbols.Count > 0;
        }

        if (isWhole)
            return functions.Build();
        if (file.TryOpenMiniDebugInfo(out ElfFile? carried, out ElfUnavailable reason, MaxMiniDebugInfo))
        {
            functions.Add(carried, carried.Symbols);
            isWhole = true;
        }
        else if (reason != ElfUnavailable.NoSection)
        {
            fault = $", and its .gnu_debugdata cannot be read ({reason})";
        }

        return functions.Build();
    }

    private static string Explain(UnknownReason missing, string? buildId, string? fault, string? debugFault) =>
        $"it has {(missing == UnknownReason.NoSymbols ? "no symbols" : "only the symbols that other files link to")}{fault}, and no debug file "
            + (buildId is null ? "was found by its name" : $"of build {buildId} was found")
            + (debugFault is null ? "" : $" that can be read ({debugFault})")
            + ": install the package with its debug symbols, or name the folder they are in";
}
