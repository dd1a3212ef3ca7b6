using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A program that filters a socket. The socket holds it, not the other way round.</summary>
internal sealed class SocketAttachment : Attachment
{
    private readonly SafeHandle _socket;

    private SocketAttachment(SafeHandle socket) => _socket = socket;

    public static SocketAttachment Attach(SafeHandle socket, int program, string name)
    {
        int error = Libc.SetSocketOption(socket, Libc.SO_ATTACH_BPF, program);
        return error == 0
            ? new SocketAttachment(socket)
            : throw BpfErrors.Failed($"attach program {name} to", "socket", (Errno)error, KernelFeatures.Bpf);
    }

    public override bool OutlivesProcess => true;

    public override void Dispose()
    {
        try
        {
            if (!_socket.IsClosed)
                _ = Libc.SetSocketOption(_socket, Libc.SO_DETACH_BPF, 0);
        }
        catch (ObjectDisposedException)
        {
            // Its owner closed it just now.
        }
    }
}
