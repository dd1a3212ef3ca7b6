using System.Globalization;

namespace Sonde.Kernel;

/// <summary>The memory of a process by address, from <c>/proc/PID/maps</c> as it was when this was read.</summary>
/// <remarks>An immutable snapshot: safe from any thread. Mappings are in ascending order and do not overlap.</remarks>
public sealed class ProcessMaps
{
    // The kernel gives the file in pieces, between which the process maps on: two may not fit together.
    private const int MostReads = 8;

    private readonly ProcessMapping[] _mappings;
    private readonly ulong[] _starts;

    private ProcessMaps(ProcessMapping[] mappings)
    {
        _mappings = mappings;
        _starts = Array.ConvertAll(mappings, mapping => mapping.Start);
    }

    /// <summary>All mappings.</summary>
    public IReadOnlyList<ProcessMapping> Mappings => _mappings;

    /// <summary>Reads the mappings of a live process.</summary>
    /// <param name="pid">The process, as this process's pid namespace numbers it.</param>
    /// <exception cref="KernelException">
    /// There is no such process, or this one may not look into it; EAGAIN where it changes its mappings so fast that they cannot be read.
    /// </exception>
    public static ProcessMaps Read(int pid) => Read(pid, () => File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/maps")));

    /// <summary>Reads them from what a process's file is read by.</summary>
    internal static ProcessMaps Read(int pid, Func<byte[]> read)
    {
        try
        {
            for (int reads = 1; ; reads++)
            {
                try
                {
                    return Parse(read());
                }
                catch (FormatException) when (reads < MostReads)
                {
                    // Another try finds it at rest.
                }
            }
        }
        catch (FormatException e)
        {
            throw Failed(pid, Errno.EAGAIN, "Its mappings change while they are read.", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Failed(pid, Errno.ESRCH, "There is no such process.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw Failed(pid, Errno.EACCES, Remedies.ForProcess(), e);
        }
        catch (IOException e)
        {
            // The kernel says ESRCH when the process ends between opening and reading.
            throw Failed(pid, Errno.ESRCH, "The process has ended.", e);
        }
    }

    /// <summary>Parses the text of such a file.</summary>
    /// <param name="text">The text in UTF-8.</param>
    /// <exception cref="FormatException">A line is not such a line; the message says which.</exception>
    public static ProcessMaps Parse(ReadOnlySpan<byte> text)
    {
        var mappings = new List<ProcessMapping>();
        string name = "";
        int number = 0;
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            number++;
            if (line.IsEmpty)
                continue;
            ProcessMapping mapping = MapsLine.Parse(line, number, name);
            if (mappings.Count > 0 && mapping.Start < mappings[^1].End)
                throw new FormatException($"Line {number} of the mappings begins before the line above ends.");
            mappings.Add(mapping);
            name = mapping.Name;
        }

        return new ProcessMaps([.. mappings]);
    }

    /// <summary>The mapping that holds an address, or null.</summary>
    /// <param name="address">The address.</param>
    public ProcessMapping? Find(ulong address)
    {
        int index = Array.BinarySearch(_starts, address);
        if (index < 0)
            index = ~index - 1;
        return index >= 0 && address < _mappings[index].End ? _mappings[index] : null;
    }

    private static KernelException Failed(int pid, Errno errno, string remedy, Exception inner) =>
        new("read the memory map of", string.Create(CultureInfo.InvariantCulture, $"process {pid}"), errno, remedy, inner);
}
